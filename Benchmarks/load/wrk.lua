-- For wrk: as many requests in one write as PIPELINE says, and the figures as one line of JSON.

local depth = tonumber(os.getenv("PIPELINE") or "1")

if depth > 1 then
    function init(args)
        pipelined = string.rep(wrk.format(), depth)
    end

    function request()
        return pipelined
    end
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"bytes":%d,"microseconds":%d,"p50":%d,"p99":%d,' ..
            '"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}\n',
        summary.requests, summary.bytes, summary.duration,
        latency:percentile(50), latency:percentile(99),
        errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
