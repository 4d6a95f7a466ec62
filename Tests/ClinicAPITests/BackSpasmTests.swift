import ClinicCore
import Testing

@Suite("The article the project began from")
struct BackSpasmTests {
    @Test("every fact of the source article is in the answer, in words of our own")
    func facts() async throws {
        let library = try Library()
        let document = try await library.json("/v1/conditions/back-spasm")
        #expect(document.text("/name") == "Back spasm")
        #expect(document.text("/headline") == "Back Spasm: Causes, Symptoms And Treatment")
        #expect(document.text("/byline/author") == "Administrator")
        #expect(document.text("/byline/publishedAt") == "2016-10-25T07:20:00")
        #expect(document.text("/codes/0/code") == "M62.830")
        #expect(document.list("/causes").count == 7)
        #expect(document.list("/symptoms").count == 8)
        #expect(document.list("/treatments").count == 6)
        #expect(document.list("/diagnosis/tests").compactMap { $0.text("/name") }.count == 3)
        #expect(document.list("/redFlags").count >= 5)
        #expect(document.text("/review/status") == "unreviewed")
        #expect(document.text("/callToAction/clinic/telephone") == "+12146185502")
        #expect(document.text("/callToAction/clinic/telephoneDisplay") == "(214) 618-5502")
        #expect(document.text("/callToAction/clinic/locality") == "Frisco")
        let related = document.list("/causes/3/conditions").compactMap { $0.text("/slug") }
        #expect(related == ["hypocalcaemia", "sciatica", "osteoarthritis-of-the-spine"])
        #expect(document.text("/symptoms/4/note") == "in some cases")
        #expect(document.text("/disclaimer")?.isEmpty == false)
    }

    @Test("a symptom names the conditions that name it, with what they say of it")
    func reverse() async throws {
        let library = try Library()
        let symptom = try await library.json("/v1/symptoms/neck-pain-and-stiffness")
        #expect(symptom.list("/conditions").compactMap { $0.text("/slug") }.contains("back-spasm"))
        let head = try await library.json("/v1/symptoms/headache-at-the-back")
        #expect(head.text("/conditions/0/note") == "in some cases")
        let cold = try await library.json("/v1/treatments/cold-therapy")
        let spasm = cold.list("/conditions").first { $0.text("/slug") == "back-spasm" }
        #expect(spasm?.text("/detail")?.isEmpty == false)
    }

    @Test("the starter library is large enough and says that it is a sample")
    func size() async throws {
        let library = try Library()
        let index = try await library.json("/v1")
        let counts = index.list("/collections").map { $0.integer("/count") ?? 0 }
        #expect(counts[0] >= 4 && counts[1] >= 15 && counts[2] >= 12 && counts[3] == 1)
        #expect(index["sample"] == .bool(true))
    }
}
