package dev.fovea.engine.safetensors;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.Json;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.json.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The checked header of a safetensors file: which tensor stands where in the byte buffer behind
/// it. It holds that the tensors cover the whole buffer, without holes and without overlap.
///
/// @param metadata free text by key
/// @param tensors in the order of their bytes
record SafetensorsHeader(Map<String, String> metadata, List<Slot> tensors) {
  private static final String METADATA = "__metadata__";

  /// A tensor's place: bytes `begin` to `end` (exclusive) of the buffer.
  record Slot(String name, DType dtype, List<Long> shape, long begin, long end) {}

  /// Reads and checks a header.
  ///
  /// @param file how messages name the file
  /// @param json the header without its length
  /// @param bufferBytes number of bytes that follow the header
  static SafetensorsHeader parse(String file, byte[] json, long bufferBytes) {
    requireObject(file, json);
    JsonView header = JsonView.parse(file + ": header", json, Json.STRICT);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Slot> tensors = new ArrayList<>();
    for (String name : header.keys()) {
      if (name.equals(METADATA)) {
        header
            .objectIfPresent(METADATA)
            .ifPresent(texts -> texts.keys().forEach(k -> metadata.put(k, texts.string(k))));
      } else {
        tensors.add(slot(file, name, header.object(name), bufferBytes));
      }
    }
    tensors.sort(Comparator.comparingLong(Slot::begin).thenComparingLong(Slot::end));
    requireCovered(file, tensors, bufferBytes);
    return new SafetensorsHeader(metadata, List.copyOf(tensors));
  }

  /// Names what is no text at all; white space in front is allowed by the reference implementation
  /// only, not by the format.
  private static void requireObject(String file, byte[] json) {
    int start = 0;
    while (start < json.length && " \t\r\n".indexOf(json[start]) >= 0) {
      start++;
    }
    if (start + 2 > json.length || json[start] != '{' || json[start + 1] == 0) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: header: expected UTF-8 JSON that starts with '{', found %s",
              file,
              start == json.length
                  ? "nothing"
                  : String.format(Locale.ROOT, "byte 0x%02x", json[start])));
    }
  }

  private static Slot slot(String file, String name, JsonView entry, long bufferBytes) {
    String where = file + ": tensor " + Text.quote(name) + ": ";
    DType dtype = dtype(where, entry.string("dtype"));
    List<Long> shape = entry.longs("shape");
    List<Long> offsets = entry.longs("data_offsets");
    if (offsets.size() != 2) {
      throw new FoveaException(
          where + "expected 2 data_offsets, begin and end, found " + offsets.size());
    }
    long begin = offsets.getFirst();
    long end = offsets.getLast();
    if (begin < 0 || begin > end || end > bufferBytes) {
      throw new FoveaException(
          where
              + String.format(
                  Locale.ROOT,
                  "expected data_offsets within 0 to %d, found [%d, %d]",
                  bufferBytes,
                  begin,
                  end));
    }
    long expected = byteSize(where, dtype, shape);
    if (end - begin != expected) {
      throw new FoveaException(
          where
              + String.format(
                  Locale.ROOT,
                  "expected %d bytes for %s of shape %s, found %d",
                  expected,
                  dtype,
                  shape,
                  end - begin));
    }
    return new Slot(name, dtype, shape, begin, end);
  }

  private static DType dtype(String where, String name) {
    try {
      return DType.named(name);
    } catch (FoveaException e) {
      throw new FoveaException(where + e.getMessage(), e);
    }
  }

  private static long byteSize(String where, DType dtype, List<Long> shape) {
    if (shape.stream().anyMatch(size -> size < 0)) {
      throw new FoveaException(where + "expected sizes of 0 or more, found shape " + shape);
    }
    try {
      long bits = Math.multiplyExact(TensorEntry.elements(shape), (long) dtype.bits());
      if (bits % Byte.SIZE != 0) {
        throw new FoveaException(
            where
                + String.format(
                    Locale.ROOT,
                    "expected whole bytes, found %s of shape %s, %d bits",
                    dtype,
                    shape,
                    bits));
      }
      return bits / Byte.SIZE;
    } catch (ArithmeticException e) {
      throw new FoveaException(
          where
              + String.format(
                  Locale.ROOT,
                  "expected a size below 2^63 bits, found %s of shape %s",
                  dtype,
                  shape),
          e);
    }
  }

  private static void requireCovered(String file, List<Slot> tensors, long bufferBytes) {
    long covered = 0;
    for (Slot tensor : tensors) {
      if (tensor.begin() != covered) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: tensor %s: expected to begin at byte %d where the tensor before it ends, found %d (%s)",
                file,
                Text.quote(tensor.name()),
                covered,
                tensor.begin(),
                tensor.begin() < covered ? "an overlap" : "a hole"));
      }
      covered = tensor.end();
    }
    if (covered != bufferBytes) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected %d bytes behind the header, which its tensors cover, found %d",
              file,
              covered,
              bufferBytes));
    }
  }
}
