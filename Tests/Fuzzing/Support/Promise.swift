/// Ends the run as a finding where a promise is broken. Says which one also where the compiler
/// optimises, as `precondition` does not.
func promise(_ holds: Bool, _ text: String) {
    // A finding is what the fuzzer is for.
    if !holds { fatalError(text) }
}
