-- One editor a thread: saves the draft of a document of its own again and again, each time on condition
-- of the revision that the answer before told.

local count = 0

function setup(thread)
    count = count + 1
    thread:set("number", count)
end

function init()
    revision = os.getenv("REVISION")
    path = string.format(os.getenv("TARGET"), number)
    file = io.open(os.getenv("BODY"))
    body = file:read("*a")
    file:close()
    turn = 0
end

function request()
    turn = turn + 1
    return wrk.format("PUT", path, {
        ["Authorization"] = "Bearer " .. os.getenv("TOKEN"),
        ["Content-Type"] = "application/json",
        ["If-Match"] = revision,
    }, (body:gsub("TURN", tostring(turn))))
end

function response(status, headers)
    if status == 200 then
        revision = headers["ETag"] or headers["etag"] or headers["Etag"]
    end
end

function done(summary, latency)
    io.write(string.format(
        '\n{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"status":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        summary.errors.status, summary.errors.connect, summary.errors.read, summary.errors.write,
        summary.errors.timeout))
end
