// The least that can answer HTTP: one thread, one epoll set, one recv and one writev for what has come.
//
//     loop PORT FOLDER
//
// It answers the bytes it finds in FOLDER, head and body as they stand in `plain.head`, `plain.body`,
// `gzip.head`, `gzip.body`, `match.head` (the 304) and `close.head`, whatever the target is. It looks for the end of
// each request and for three fields as the load generator writes them, and checks nothing else: it is
// the ceiling that a server is measured against, not a server.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    descriptor_count_max = 65536,
    event_count_max = 512,
    received_bytes_max = 16384,
    answer_count_max = 64,  // answered in one writev
};

// A request is at most as large as the receive buffer; what is left of one is kept in `partial`.
// `output` is what the socket did not take; nothing is read until it has been written.
struct connection {
    char *partial;
    size_t partial_bytes;
    char *output;
    size_t output_bytes;
    size_t output_offset;
    int closes;
};

struct answer {
    struct iovec parts[2];
    size_t part_count;
};

static struct connection connections[descriptor_count_max];
static struct answer plain, compressed, unchanged, last;
static int events;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static struct iovec contents(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) < 0) fail(path);
    char *bytes = malloc(status.st_size + 1);
    if (read(file, bytes, status.st_size) != status.st_size) fail(path);
    close(file);
    return (struct iovec){bytes, status.st_size};
}

static int has(const char *head, size_t bytes, const char *text) {
    return memmem(head, bytes, text, strlen(text)) != NULL;
}

static const struct answer *answer_to(const char *head, size_t bytes) {
    if (has(head, bytes, "\r\nIf-None-Match: ")) return &unchanged;
    if (has(head, bytes, "\r\nAccept-Encoding: gzip")) return &compressed;
    if (has(head, bytes, "\r\nConnection: close")) return &last;
    return &plain;
}

static void watch(int descriptor, int operation, unsigned what) {
    struct epoll_event event = {.events = what, .data.fd = descriptor};
    epoll_ctl(events, operation, descriptor, &event);
}

static void end(int descriptor) {
    struct connection *connection = &connections[descriptor];
    free(connection->partial);
    free(connection->output);
    memset(connection, 0, sizeof *connection);
    close(descriptor);
}

// Writes the parts; keeps what the socket does not take. Returns 0 where the connection has ended.
static int send_parts(int descriptor, struct iovec *parts, int count) {
    size_t total = 0;
    for (int i = 0; i < count; i++) total += parts[i].iov_len;
    ssize_t sent = writev(descriptor, parts, count);
    if (sent < 0 && errno != EAGAIN) return end(descriptor), 0;
    if (sent < 0) sent = 0;
    if ((size_t)sent == total) return 1;

    struct connection *connection = &connections[descriptor];
    connection->output = malloc(total - sent);
    for (int i = 0; i < count; i++) {
        size_t skipped = (size_t)sent < parts[i].iov_len ? (size_t)sent : parts[i].iov_len;
        size_t rest = parts[i].iov_len - skipped;
        memcpy(connection->output + connection->output_bytes, (char *)parts[i].iov_base + skipped, rest);
        connection->output_bytes += rest;
        sent -= skipped;
    }
    watch(descriptor, EPOLL_CTL_MOD, EPOLLOUT);
    return 1;
}

// Answers the whole requests in the bytes, as many as one writev takes. Returns how many bytes they
// were, or -1 where the connection has ended.
static ssize_t answer_all(int descriptor, const char *bytes, size_t count) {
    struct iovec parts[answer_count_max * 2];
    int part_count = 0;
    size_t done = 0;
    const char *stop;
    while (part_count + 2 <= answer_count_max * 2
           && (stop = memmem(bytes + done, count - done, "\r\n\r\n", 4)) != NULL) {
        size_t length = stop + 4 - (bytes + done);
        const struct answer *answer = answer_to(bytes + done, length);
        if (answer == &last) connections[descriptor].closes = 1;
        memcpy(parts + part_count, answer->parts, answer->part_count * sizeof *parts);
        part_count += answer->part_count;
        done += length;
    }
    if (part_count == 0) return 0;
    if (!send_parts(descriptor, parts, part_count)) return -1;
    if (connections[descriptor].output == NULL && connections[descriptor].closes) {
        end(descriptor);
        return -1;
    }
    return done;
}

static void keep(int descriptor, const char *bytes, size_t count) {
    struct connection *connection = &connections[descriptor];
    char *kept = NULL;
    if (count > 0) memcpy(kept = malloc(count), bytes, count);
    free(connection->partial);
    connection->partial = kept;
    connection->partial_bytes = count;
}

static void answer_and_keep(int descriptor, const char *bytes, size_t count) {
    size_t done = 0;
    while (connections[descriptor].output == NULL) {
        ssize_t answered = answer_all(descriptor, bytes + done, count - done);
        if (answered < 0) return;
        if (answered == 0) break;
        done += answered;
    }
    if (done < count || connections[descriptor].partial != NULL)
        keep(descriptor, bytes + done, count - done);
}

static void readable(int descriptor) {
    static char buffer[received_bytes_max];
    struct connection *connection = &connections[descriptor];
    size_t kept = connection->partial_bytes;
    if (kept == sizeof buffer) return end(descriptor);
    if (kept > 0) memcpy(buffer, connection->partial, kept);
    ssize_t count = recv(descriptor, buffer + kept, sizeof buffer - kept, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return end(descriptor);
    answer_and_keep(descriptor, buffer, kept + count);
}

static void writable(int descriptor) {
    struct connection *connection = &connections[descriptor];
    ssize_t sent = write(descriptor, connection->output + connection->output_offset,
                         connection->output_bytes - connection->output_offset);
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) return end(descriptor);
    connection->output_offset += sent;
    if (connection->output_offset < connection->output_bytes) return;
    if (connection->closes) return end(descriptor);
    free(connection->output);
    connection->output = NULL;
    connection->output_bytes = connection->output_offset = 0;
    watch(descriptor, EPOLL_CTL_MOD, EPOLLIN);
    if (connection->partial == NULL) return;
    char *bytes = connection->partial;
    size_t count = connection->partial_bytes;
    connection->partial = NULL;
    connection->partial_bytes = 0;
    answer_and_keep(descriptor, bytes, count);
    free(bytes);
}

static void accept_all(int listener) {
    int on = 1, descriptor;
    while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (descriptor >= descriptor_count_max) {
            close(descriptor);
            continue;
        }
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(descriptor, EPOLL_CTL_ADD, EPOLLIN);
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return fprintf(stderr, "usage: loop PORT FOLDER\n"), 2;
    signal(SIGPIPE, SIG_IGN);
    plain = (struct answer){{contents(argv[2], "plain.head"), contents(argv[2], "plain.body")}, 2};
    compressed = (struct answer){{contents(argv[2], "gzip.head"), contents(argv[2], "gzip.body")}, 2};
    unchanged = (struct answer){{contents(argv[2], "match.head")}, 1};
    last = (struct answer){{contents(argv[2], "close.head"), plain.parts[1]}, 2};

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (listen(listener, 4096) < 0) fail("listen");
    events = epoll_create1(EPOLL_CLOEXEC);
    watch(listener, EPOLL_CTL_ADD, EPOLLIN);

    struct epoll_event ready[event_count_max];
    for (;;) {
        int count = epoll_wait(events, ready, event_count_max, -1);
        for (int i = 0; i < count; i++) {
            int descriptor = ready[i].data.fd;
            if (descriptor == listener) accept_all(listener);
            else if (ready[i].events & EPOLLOUT) writable(descriptor);
            else readable(descriptor);
        }
    }
}
