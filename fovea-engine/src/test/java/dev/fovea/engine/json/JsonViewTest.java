package dev.fovea.engine.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.safetensors.RawSafetensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.data.MapEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonViewTest {
  private static final JsonView CONFIG =
      view(
          """
          {"text_config": {"hidden_size": 64, "rope": {"theta": 1e4}, "name": "abc", "pieces": [{"n": 1}, 2]},
           "eos_token_id": [2, 32000], "image_size": 336, "mean": [0.5, 1], "epsilon": 1e-05,
           "tie": true, "nothing": null, "big": 1000000000000000019884624838656, "wide": 3000000000,
           "limit": [0.0, Infinity], "words": ["a", "b"]}
          """);

  @TempDir Path folder;

  @Test
  void valuesComeByTheirType() {
    assertThat(CONFIG.object("text_config").integer("hidden_size")).isEqualTo(64);
    assertThat(CONFIG.object("text_config").object("rope").number("theta")).isEqualTo(10_000);
    assertThat(CONFIG.integers("eos_token_id")).containsExactly(2, 32_000);
    assertThat(CONFIG.integers("image_size")).containsExactly(336);
    assertThat(CONFIG.numbers("mean")).containsExactly(0.5, 1.0);
    assertThat(CONFIG.numbers("limit")).containsExactly(0.0, Double.POSITIVE_INFINITY);
    assertThat(CONFIG.number("big")).isEqualTo(1e30);
    assertThat(CONFIG.number("image_size")).isEqualTo(336.0);
    assertThat(CONFIG.bool("tie")).isTrue();
    assertThat(CONFIG.strings("words")).containsExactly("a", "b");
    assertThat(CONFIG.keys()).startsWith("text_config", "eos_token_id").hasSize(11);
  }

  @Test
  void absentAndNullKeysAreAlike() {
    for (String key : List.of("nothing", "missing")) {
      assertThat(CONFIG.has(key)).isFalse();
      assertThat(CONFIG.integer(key, 7)).isEqualTo(7);
      assertThat(CONFIG.number(key, 0.5)).isEqualTo(0.5);
      assertThat(CONFIG.bool(key, true)).isTrue();
      assertThat(CONFIG.string(key, "x")).isEqualTo("x");
      assertThat(CONFIG.objectIfPresent(key)).isEmpty();
      assertThat(CONFIG.value(key)).isEmpty();
    }
  }

  @Test
  void plainJavaKeepsTheOrderAndTheNulls() {
    Map<String, ?> values = view("{\"b\": [1, 2.5, null, {\"x\": false}], \"a\": null}").toJava();

    assertThat(values.keySet()).containsExactly("b", "a");
    assertThat(values).contains(MapEntry.entry("a", null));
    assertThat(values.get("b"))
        .isEqualTo(Arrays.<@Nullable Object>asList(1L, 2.5, null, Map.of("x", false)));
    assertThatThrownBy(values::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  static List<Arguments> wrongTypes() {
    return List.of(
        refused(
            v -> v.object("text_config").integer("name"),
            "text_config.name: expected a whole number, found \"abc\""),
        refused(
            v -> v.object("text_config").object("rope").string("theta"),
            "text_config.rope.theta: expected a string, found 10000.0"),
        refused(
            v -> v.object("text_config").objects("pieces"),
            "text_config.pieces[1]: expected an object, found 2"),
        refused(v -> v.integer("epsilon"), "epsilon: expected a whole number, found 1.0E-5"),
        refused(
            v -> v.integer("wide"), "wide: expected a whole number of 32 bits, found 3000000000"),
        refused(v -> v.integer("missing"), "missing: expected a whole number, found nothing"),
        refused(
            v -> v.integer("text_config"), "text_config: expected a whole number, found an object"),
        refused(v -> v.integers("mean"), "mean[0]: expected a whole number, found 0.5"),
        refused(v -> v.strings("mean"), "mean[0]: expected a string, found 0.5"),
        refused(v -> v.bool("image_size"), "image_size: expected true or false, found 336"),
        refused(v -> v.number("tie"), "tie: expected a number, found true"),
        refused(v -> v.object("words"), "words: expected an object, found a list of 2"),
        refused(v -> v.objectIfPresent("tie"), "tie: expected an object, found true"),
        refused(v -> v.integer("words", 3), "words: expected a whole number, found a list of 2"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("wrongTypes")
  void wrongValuesAreNamedByFileAndKeyPath(Consumer<JsonView> read, String message) {
    assertThatThrownBy(() -> read.accept(CONFIG))
        .isInstanceOf(FoveaException.class)
        .hasMessage("config.json: " + message);
  }

  @Test
  void readersCanReportWhatTheTypesDoNotTell() {
    assertThat(CONFIG.object("text_config").wrong("name", "silu or gelu"))
        .hasMessage("config.json: text_config.name: expected silu or gelu, found \"abc\"");
  }

  @Test
  void brokenFilesAreRefusedWithLineAndColumn() {
    Path file = write("{\n  \"a\": 1,\n  \"b\": x\n}");
    assertThatThrownBy(() -> JsonView.read(file))
        .isInstanceOf(FoveaException.class)
        .message()
        .startsWith("config.json, line 3, column 8: Unrecognized token 'x'")
        .hasLineCount(1);
  }

  @Test
  void otherJsonThanAnObjectIsRefused() {
    assertThatThrownBy(() -> JsonView.read(write("[1]")))
        .hasMessage("config.json: expected an object, found a list of 1");
    assertThatThrownBy(() -> JsonView.read(write("null")))
        .hasMessage("config.json: expected an object, found nothing");
    assertThatThrownBy(() -> JsonView.read(write("")))
        .isInstanceOf(FoveaException.class)
        .message()
        .startsWith("config.json, line 1, column 1: No content")
        .hasLineCount(1);
    assertThatThrownBy(() -> JsonView.read(write("{} {}")))
        .isInstanceOf(FoveaException.class)
        .message()
        .startsWith("config.json, line 1, column 4: ");
  }

  @Test
  void missingFilesAreNamedByTheirPath() {
    assertThatThrownBy(() -> JsonView.read(folder.resolve("no.json")))
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder.resolve("no.json") + ": no such file");
  }

  @Test
  void theLastOfDuplicateKeysWinsAsInPython() {
    assertThat(view("{\"a\": 1, \"a\": 2}").integer("a")).isEqualTo(2);
  }

  private static Arguments refused(Consumer<JsonView> read, String message) {
    return arguments(read, message);
  }

  private Path write(String text) {
    return RawSafetensors.write(
        folder.resolve("config.json"), text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonView view(String json) {
    return JsonView.parse("config.json", json.getBytes(StandardCharsets.UTF_8));
  }
}
