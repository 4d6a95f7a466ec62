/// Where one field line lies, as offsets from the start of the head.
package struct FieldSlot {
    var nameStart: Int32
    var nameLength: Int32
    var valueStart: Int32
    var valueLength: Int32
}
