/// What follows a streamed response.
struct AfterStream {
    var keeps = false
    var lingers = false
}
