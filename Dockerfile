# The image of clinic: one static Swift binary and its resources on a small Debian.
#
#   docker build -t clinic .
#   docker run --rm -p 8080:8080 -v clinic-data:/data --read-only clinic

ARG SWIFT_IMAGE=swift:6.3-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        libcurl4-openssl-dev libsqlite3-dev libssl-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build

# The dependencies are a layer of their own: they are built against empty targets of the names that
# Package.swift gives, so that a change in Sources does not build them again. The build is kept as
# an archive, because it goes by file times to the nanosecond and a layer may keep whole seconds only.
COPY Package.swift ./
RUN tr -d '\n' <Package.swift \
        | grep -oE '\.(target|executableTarget|systemLibrary|testTarget)\( *name: "[A-Za-z]+"' \
        | sed -E 's/^\.([a-zA-Z]+).*"([A-Za-z]+)"$/\1 \2/' \
        | while read -r kind name; do \
            case $kind in \
            systemLibrary) file="Sources/$name/module.modulemap" text="module $name [system] {}" ;; \
            testTarget) file="Tests/$name/Empty.swift" text="" ;; \
            executableTarget) file="Sources/$name/main.swift" text="" ;; \
            *) file="Sources/$name/Empty.swift" text="" ;; \
            esac; \
            mkdir -p "${file%/*}" && echo "$text" >"$file"; \
        done \
    && swift build -c release --static-swift-stdlib --product clinic -Xlinker -s \
    && tar --format=pax -cf /dependencies.tar .build \
    && rm -rf .build Sources

COPY Sources Sources
RUN tar -xf /dependencies.tar \
    && swift build -c release --static-swift-stdlib --product clinic -Xlinker -s \
    && install -D "$(swift build -c release --static-swift-stdlib --show-bin-path)/clinic" \
        /image/usr/local/bin/clinic
COPY Resources /image/usr/local/share/clinic

FROM ${RUNTIME_IMAGE}
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        ca-certificates libcurl4 libsqlite3-0 libssl3 libstdc++6 tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/* \
    && install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=build /image/ /

# A number, so that an orchestrator can see that it is not root (runAsNonRoot).
USER 10001:10001
ENV CLINIC_LISTEN=:8080 CLINIC_DATA=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=10s --retries=3 CMD ["clinic", "health"]
ENTRYPOINT ["clinic"]
CMD ["serve"]

ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.title="clinic" \
    org.opencontainers.image.description="The health library that a clinic owns, served as an HTTP JSON API" \
    org.opencontainers.image.licenses="MIT AND CC-BY-4.0" \
    org.opencontainers.image.source="${SOURCE}" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
