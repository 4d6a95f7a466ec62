import HTTP
import HTTPTypes
import Testing

@testable import HTTPServer

@Suite("Counting by route")
struct RouteCountersTests {
    private func response(_ status: Int, _ route: String) -> Response {
        Response(status: status, fields: [:], body: .none, route: route)
    }

    private func counted(_ counters: RouteCounters) -> [String: ServerMetrics.Route] {
        var sum: [String: ServerMetrics.Route] = [:]
        counters.add(to: &sum)
        return sum
    }

    @Test("Responses are counted by label and class of status")
    func classes() {
        let counters = RouteCounters()
        for status in [200, 204, 304, 404, 503] {
            counters.note(response(status, "/a"), took: 1)
        }
        counters.note(response(200, "/b"), took: 1)
        let sum = counted(counters)
        #expect(sum["/a"]?.byClass == [0, 2, 1, 1, 1])
        #expect(sum["/b"]?.byClass == [0, 1, 0, 0, 0])
        #expect(sum["/a"]?.duration.counts[0] == 5)
    }

    @Test("Labels beyond the table's size are counted together")
    func full() {
        let counters = RouteCounters()
        for index in 0..<RouteCounters.capacity + 2 {
            counters.note(response(200, "/\(index)"), took: 1)
            counters.note(response(200, "/\(index)"), took: 1)
        }
        let sum = counted(counters)
        #expect(sum.count == RouteCounters.capacity + 1)
        #expect(sum["/\(RouteCounters.capacity - 1)"]?.byClass[1] == 2)
        #expect(sum[RouteCounters.otherLabel]?.byClass[1] == 4)
    }
}
