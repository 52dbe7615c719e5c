package dev.fovea.engine.safetensors;

import static dev.fovea.engine.safetensors.RawSafetensors.bytes;
import static dev.fovea.engine.safetensors.RawSafetensors.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fovea.engine.error.FoveaException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedSafetensorsTest {
  @TempDir Path folder;

  static List<Arguments> malformed() {
    return List.of(
        refused("no bytes", new byte[0], "expected at least 8 bytes, found 0"),
        refused("half a length", new byte[7], "expected at least 8 bytes, found 7"),
        refused(
            "length above the bound",
            bytes(100_000_001, ascii("{}"), 0),
            "expected a header of at most 100000000 bytes, found a length of 100000001; not a safetensors file?"),
        refused(
            "length with the sign bit",
            bytes(-1, ascii("{}"), 0),
            "expected a header of at most 100000000 bytes, found a length of 18446744073709551615; not a safetensors file?"),
        refused(
            "truncated header",
            bytes(40, ascii("{\"a\":"), 0),
            "expected a header of 40 bytes, found 5 until the end of the file; cut short?"),
        refused(
            "Git LFS pointer",
            ascii("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n"),
            "expected weights, found a Git LFS pointer to them; fetch them with `git lfs pull`"),
        refused(
            "empty header",
            bytes("", 0),
            "header: expected UTF-8 JSON that starts with '{', found nothing"),
        refused(
            "list for a header",
            bytes("[1,2]", 0),
            "header: expected UTF-8 JSON that starts with '{', found byte 0x5b"),
        refused(
            "UTF-16",
            bytes(4, "{}".getBytes(StandardCharsets.UTF_16LE), 0),
            "header: expected UTF-8 JSON that starts with '{', found byte 0x7b"),
        refused(
            "entry that is no object",
            bytes("{\"a\":[1]}", 0),
            "header: a: expected an object, found a list of 1"),
        refused(
            "no dtype",
            bytes("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
            "header: a.dtype: expected a string, found nothing"),
        refused(
            "no shape",
            bytes("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4),
            "header: a.shape: expected a list of whole numbers, found nothing"),
        refused(
            "no offsets",
            bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4),
            "header: a.data_offsets: expected a list of whole numbers, found nothing"),
        refused(
            "three offsets",
            one("F32", "[1]", "[0,4,8]", 4),
            "tensor \"a\": expected 2 data_offsets, begin and end, found 3"),
        refused(
            "fraction in the shape",
            one("F32", "[1,1.5]", "[0,4]", 4),
            "header: a.shape[1]: expected a whole number, found 1.5"),
        refused(
            "unknown dtype",
            one("F31", "[1]", "[0,4]", 4),
            "tensor \"a\": unknown to safetensors: dtype \"F31\", expected one of [F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, C64, U64, U32, U16, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, F6_E3M2, F6_E2M3, F4]"),
        refused(
            "half a byte",
            one("F4", "[3]", "[0,2]", 2),
            "tensor \"a\": expected whole bytes, found F4 of shape [3], 12 bits"),
        refused(
            "negative size",
            one("F32", "[-1,-1]", "[0,4]", 4),
            "tensor \"a\": expected sizes of 0 or more, found shape [-1, -1]"),
        refused(
            "overflowing shape",
            one("F32", "[4294967296,4294967296]", "[0,4]", 4),
            "tensor \"a\": expected a size below 2^63 bits, found F32 of shape [4294967296, 4294967296]"),
        refused(
            "size of 2^64 in the shape",
            one("F32", "[18446744073709551616]", "[0,4]", 4),
            "header: a.shape[0]: expected a whole number, found 1.8446744073709552E19"),
        refused(
            "wrong size",
            one("BF16", "[3,5]", "[0,32]", 32),
            "tensor \"a\": expected 30 bytes for BF16 of shape [3, 5], found 32"),
        refused(
            "offsets behind the end",
            one("F32", "[2]", "[0,8]", 4),
            "tensor \"a\": expected data_offsets within 0 to 4, found [0, 8]"),
        refused(
            "offsets that go backwards",
            one("F32", "[1]", "[4,0]", 4),
            "tensor \"a\": expected data_offsets within 0 to 4, found [4, 0]"),
        refused(
            "negative offset",
            one("F32", "[1]", "[-4,0]", 4),
            "tensor \"a\": expected data_offsets within 0 to 4, found [-4, 0]"),
        refused(
            "overlap",
            two("[0,8]", "[4,12]", 12),
            "tensor \"b\": expected to begin at byte 8 where the tensor before it ends, found 4 (an overlap)"),
        refused(
            "the same bytes twice",
            two("[0,8]", "[0,8]", 8),
            "tensor \"b\": expected to begin at byte 8 where the tensor before it ends, found 0 (an overlap)"),
        refused(
            "hole",
            two("[0,8]", "[12,20]", 20),
            "tensor \"b\": expected to begin at byte 8 where the tensor before it ends, found 12 (a hole)"),
        refused(
            "hole at the start",
            one("F32", "[1]", "[4,8]", 8),
            "tensor \"a\": expected to begin at byte 0 where the tensor before it ends, found 4 (a hole)"),
        refused(
            "bytes that no tensor covers",
            two("[0,8]", "[8,16]", 19),
            "expected 16 bytes behind the header, which its tensors cover, found 19"),
        refused(
            "truncated data",
            two("[0,8]", "[8,16]", 15),
            "tensor \"b\": expected data_offsets within 0 to 15, found [8, 16]"),
        refused(
            "metadata other than text",
            bytes("{\"__metadata__\":{\"step\":3}}", 0),
            "header: __metadata__.step: expected a string, found 3"),
        refused(
            "metadata that is no object",
            bytes("{\"__metadata__\":\"pt\"}", 0),
            "header: __metadata__: expected an object, found \"pt\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void malformedFilesAreRefusedInOneLine(String name, byte[] file, String message) {
    Path path = RawSafetensors.write(folder.resolve("x.safetensors"), file);

    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isExactlyInstanceOf(FoveaException.class)
        .hasMessage("x.safetensors: " + message);
  }

  static List<Arguments> brokenJson() {
    return List.of(
        arguments("not JSON", "{hello}", ", line 1, column "),
        arguments("cut off", "{\"a\":{\"dtype\":\"F32\"", ", line 1, column "),
        arguments("behind the object", "{} x", ", line 1, column "),
        arguments("two objects", "{}{}", ", line 1, column "),
        arguments("NaN", "{\"a\":NaN}", ", line 1, column "),
        arguments(
            "duplicate tensor",
            "{"
                + entry("a", "F32", "[1]", "[0,4]")
                + ",\n"
                + entry("a", "F32", "[1]", "[0,4]")
                + "}",
            ", line 2, column "),
        arguments(
            "duplicate key", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}}", ", line 1, column "),
        arguments(
            "nested a thousand deep",
            "{\"a\":" + "[".repeat(1000),
            ": Document nesting depth (101) exceeds the maximum allowed (100)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenJson")
  void brokenJsonIsRefusedWithItsPlace(String name, String header, String place) {
    Path path = RawSafetensors.write(folder.resolve("x.safetensors"), bytes(header, 4));

    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isExactlyInstanceOf(FoveaException.class)
        .message()
        .startsWith("x.safetensors: header" + place)
        .hasLineCount(1);
  }

  /// The reference implementation reads it, though the format asks for `{` first.
  @Test
  void whiteSpaceAroundTheHeaderIsRead() {
    Path path =
        RawSafetensors.write(
            folder.resolve("x.safetensors"),
            bytes(" \n{" + entry("a", "F32", "[1]", "[0,4]") + "}\t ", 4));

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.tensors().keySet()).containsExactly("a");
    }
  }

  @Test
  void messagesStayOnOneLineWhateverTheNamesHold() {
    byte[] file =
        bytes("{" + entry("a\\n\\u001b[31m" + "b".repeat(500), "F32", "[1]", "[0,3]") + "}", 3);
    Path path = RawSafetensors.write(folder.resolve("x.safetensors"), file);

    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .message()
        .startsWith("x.safetensors: tensor \"a [31mbbb")
        .endsWith("...\": expected 4 bytes for F32 of shape [1], found 3")
        .hasLineCount(1)
        .hasSizeLessThan(200);
  }

  @Test
  void tensorsMayStandInAnyOrderAndHeadersMayBePaddedOrHoldMore() {
    byte[] file =
        bytes(
            "{"
                + entry("b", "F32", "[1]", "[4,8]")
                + ","
                + entry("none", "F32", "[0]", "[4,4]")
                + ",\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"note\":[]}}   ",
            8);
    Path path = RawSafetensors.write(folder.resolve("x.safetensors"), file);

    try (SafetensorsFile read = SafetensorsFile.open(path)) {
      assertThat(read.tensors().keySet()).containsExactly("a", "none", "b");
    }
  }

  @Test
  void missingFilesAndFoldersAreSaidToBeSo() {
    Path missing = folder.resolve("none.safetensors");
    assertThatThrownBy(() -> SafetensorsFile.open(missing))
        .isInstanceOf(FoveaException.class)
        .hasMessage(missing + ": no such file");
    assertThatThrownBy(() -> SafetensorsFile.open(folder))
        .isInstanceOf(FoveaException.class)
        .message()
        .startsWith(folder + ": cannot be read: ");
  }

  private static Arguments refused(String name, byte[] file, String message) {
    return arguments(name, file, message);
  }

  private static byte[] one(String dtype, String shape, String offsets, int bufferBytes) {
    return bytes("{" + entry("a", dtype, shape, offsets) + "}", bufferBytes);
  }

  private static byte[] two(String first, String second, int bufferBytes) {
    return bytes(
        "{" + entry("a", "F32", "[2]", first) + "," + entry("b", "F32", "[2]", second) + "}",
        bufferBytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
