import Dispatch
import Testing

@testable import ClinicStore

@Suite("The number of the last public change")
struct GenerationCounterTests {
    @Test("whoever comes late with an older number does not turn it back")
    func monotonic() {
        for _ in 1...50 {
            let counter = GenerationCounter(0)
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                for number in 1...200 { counter.advance(to: Int64(number * 8 + thread)) }
            }
            #expect(counter.value == 200 * 8 + 7)
        }
        let counter = GenerationCounter(5)
        counter.advance(to: 4)
        #expect(counter.value == 5)
    }
}
