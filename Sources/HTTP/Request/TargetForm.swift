/// The form a request target came in (RFC 9112 §3.2).
enum TargetForm {
    case origin
    case absolute
    case asterisk
}
