package dev.fovea.engine.json;

import dev.fovea.engine.error.FoveaException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// Turns JSON bytes into plain unmodifiable Java values; the only place that knows the JSON library
/// for reading. Values are `Map`, `List`, `String`, `Long`, `Double`, `Boolean` and null; whole
/// numbers beyond 64 bits (`model_max_length`) become doubles.
public enum Json {
  /// Configuration files as Python reads them: NaN and Infinity allowed, the last duplicate wins.
  CONFIGURATION(
      JsonMapper.builder(factory(16_000_000))
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build()),

  /// Headers of tensor files: a duplicate key is an error, and so is more than any model needs.
  STRICT(
      JsonMapper.builder(factory(4_000_000))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build());

  private final JsonMapper mapper;

  Json(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /// Bounds what a small hostile file can make us allocate.
  private static JsonFactory factory(long tokens) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(100)
                .maxTokenCount(tokens)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /// Reads one JSON value that must fill the bytes.
  ///
  /// @param source how messages name the bytes
  /// @throws FoveaException with line and column where the JSON is broken
  @Nullable Object read(String source, byte[] json) {
    try {
      return frozen(mapper.readValue(json, Object.class));
    } catch (JacksonException e) {
      TokenStreamLocation location = e.getLocation();
      String where =
          location == null
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", line %d, column %d",
                  location.getLineNr(),
                  Math.max(1, location.getColumnNr()));
      String problem = JsonProblem.of(e);
      throw new FoveaException(String.format(Locale.ROOT, "%s%s: %s", source, where, problem), e);
    }
  }

  private static @Nullable Object frozen(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put((String) key, frozen(item)));
        yield Collections.unmodifiableMap(copy);
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(frozen(item)));
        yield Collections.unmodifiableList(copy);
      }
      case Integer small -> small.longValue();
      case BigInteger big -> big.doubleValue();
      case null -> null;
      default -> value;
    };
  }
}
