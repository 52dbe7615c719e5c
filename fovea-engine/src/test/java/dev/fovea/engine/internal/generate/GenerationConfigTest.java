package dev.fovea.engine.internal.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationDefaults;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole answers under the settings of `generation_config.json`, against those of transformers.
class GenerationConfigTest {
  private static final int TOKENS = 14;
  private static final Map<String, Engine> ENGINES = new HashMap<>();

  @AfterAll
  static void close() {
    ENGINES.values().forEach(Engine::close);
  }

  static Stream<Arguments> recorded() {
    return Recorded.cases("generation.json")
        .map(json ->
            Arguments.of(
                json.string("fixture"),
                json.string("case"),
                json.object("generation_config").toJava().toString(),
                json));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("recorded")
  void theSettingsOfTheFolderGiveTheTokensOfTransformers(
      String fixture, String name, String settings, JsonView json) {
    Engine engine = ENGINES.computeIfAbsent(fixture, Fixtures::engine);
    JsonView generation = JsonView.read(Fixtures.folder(fixture).resolve("generation_config.json"));
    for (var entry : json.object("generation_config").toJava().entrySet()) {
      generation = generation.with(entry.getKey(), entry.getValue());
    }
    GenerationOptions options =
        GenerationDefaults.of(Optional.of(generation), JsonView.empty("config.json"))
            .greedy(TOKENS);

    try (PreparedPrompt prepared = engine.prepare(Fixtures.prompt(fixture, name));
        Sequence sequence = engine.prefill(prepared, PrefillObserver.NONE, TOKENS)) {
      assertThat(engine.generate(sequence, options, AnswerListener.SILENT).tokens())
          .isEqualTo(json.integers("ids"));
    }
  }
}
