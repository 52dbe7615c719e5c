package dev.fovea.lab.parity;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.gradient.Saliency;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.ChatMessages;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.record.ForwardRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Runs every case of a record and compares all it recorded.
///
/// Tolerances are those of the record's own noise floor: ten times the largest difference that
/// transformers shows against itself. Pixels and saliency have no bound of their own, so theirs
/// grow with the largest value.
public final class ParityRunner {
  private static final double HIDDEN = 2e-4;
  private static final double LOGITS = 5e-4;
  private static final double ATTENTION = 5e-5;
  private static final double PIXELS = 1e-6;

  private final Engine engine;
  private final Consumer<ParityCheck> results;

  private ParityRunner(Engine engine, Consumer<ParityCheck> results) {
    this.engine = engine;
    this.results = results;
  }

  /// Compares everything; the engine has to compute in float32.
  ///
  /// @param reference a folder with `cases.json`
  /// @param results gets every check as soon as it is done
  public static void run(Engine engine, Path reference, Consumer<ParityCheck> results) {
    ParityRunner runner = new ParityRunner(engine, results);
    ReferenceCase.all(reference).forEach(runner::run);
  }

  private void run(ReferenceCase recorded) {
    Prompt prompt = prompt(recorded);
    List<ImageInput> inputs = engine.inputs(prompt);
    PromptLayout layout = engine.layout(prompt, inputs);
    if (!checkPrompt(recorded, layout)) {
      return; // nothing that follows has a place to be compared at
    }
    checkPixels(recorded, inputs);
    try (PreparedPrompt prepared = engine.prepare(layout, inputs)) {
      checkPositions(recorded, prepared);
      checkForward(recorded, prepared);
      checkGeneration(recorded, prepared);
      recorded
          .pruning()
          .ifPresent(pruning ->
              new PruningParity(engine, recorded.name(), pruning, results).run(prepared));
      checkSaliency(recorded, prepared);
    }
  }

  private static Prompt prompt(ReferenceCase recorded) {
    Object messages =
        recorded
            .json()
            .value("messages")
            .orElseThrow(() -> new FoveaException(recorded.name() + ": no messages"));
    return ChatMessages.read(
        (List<?>) messages, name -> ImageDecoder.decode(recorded.folder().resolve(name)));
  }

  /// Returns whether the prompt is as long as the recorded one and has its pictures where they
  /// were.
  private boolean checkPrompt(ReferenceCase recorded, PromptLayout layout) {
    String expected = recorded.json().string("prompt");
    results.accept(
        ParityCheck.exact(
            recorded.name(),
            "prompt",
            layout.text().equals(expected),
            String.format(
                Locale.ROOT, "rendered prompt of %d characters", layout.text().length())));
    int[] ids = ints(recorded.json(), "input_ids");
    results.accept(ParityCheck.exact(recorded.name(), "input_ids", layout.ids(), ids, "ids"));
    int[] visual =
        recorded.json().value("visual_runs").stream()
            .flatMap(runs -> ((List<?>) runs).stream())
            .map(run -> (List<?>) run)
            .flatMapToInt(run -> IntStream.range(whole(run.getFirst()), whole(run.getLast())))
            .toArray();
    ParityCheck pictures =
        ParityCheck.exact(
            recorded.name(),
            "positions",
            layout.positions(TokenRole.VISUAL),
            visual,
            "positions of visual tokens");
    results.accept(pictures);
    return layout.size() == ids.length && pictures.ok();
  }

  private static int whole(Object number) {
    return ((Number) number).intValue();
  }

  private static int[] ints(JsonView json, String key) {
    return json.integers(key).stream().mapToInt(Integer::intValue).toArray();
  }

  private void checkPositions(ReferenceCase recorded, PreparedPrompt prompt) {
    if (!recorded.json().has("position_ids")) {
      return;
    }
    List<?> axes = (List<?>) recorded.json().value("position_ids").orElseThrow();
    for (int axis = 0; axis < axes.size(); axis++) {
      int[] found =
          Arrays.stream(prompt.positions().axis(axis)).mapToInt(Math::toIntExact).toArray();
      int[] expected = ((List<?>) axes.get(axis)).stream().mapToInt(ParityRunner::whole).toArray();
      results.accept(
          ParityCheck.exact(
              recorded.name(), "positions", found, expected, "position ids, axis " + axis));
    }
    recorded
        .json()
        .value("rope_delta")
        .ifPresent(delta ->
            results.accept(
                ParityCheck.exact(
                    recorded.name(),
                    "positions",
                    new int[] {Math.toIntExact(prompt.positions().next() - prompt.length())},
                    new int[] {whole(delta)},
                    "rope_delta")));
  }

  private void checkPixels(ReferenceCase recorded, List<ImageInput> inputs) {
    recorded
        .tensor("pixel_values")
        .ifPresent(expected -> {
          results.accept(
              ParityCheck.close(
                  recorded.name(),
                  "pixel_values",
                  PixelBatch.of(inputs, recorded.shape("pixel_values")),
                  expected,
                  PIXELS * largest(expected),
                  "pixel values"));
        });
  }

  private static double largest(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> Math.abs(values[i])).max().orElse(0);
  }

  private void checkForward(ReferenceCase recorded, PreparedPrompt prompt) {
    ForwardRecord states =
        ForwardRecord.of(
            engine.model().text(), prompt, recorded.tensor("attention.layer0").isPresent());
    String name = recorded.name();
    int[] visual = prompt.layout().positions(TokenRole.VISUAL);
    int[] everything = IntStream.range(0, prompt.length()).toArray();
    recorded
        .tensor("vision_features")
        .ifPresent(expected ->
            results.accept(
                ParityCheck.close(
                    name,
                    "visual_features",
                    states.embeddings(visual),
                    expected,
                    HIDDEN,
                    "projected features")));
    recorded
        .tensor("inputs_embeds")
        .ifPresent(expected ->
            results.accept(
                ParityCheck.close(
                    name,
                    "hidden_states",
                    states.embeddings(everything),
                    expected,
                    HIDDEN,
                    "inputs_embeds")));
    for (int layer = 0; layer < states.deepFeatures().size(); layer++) {
      float[] found = states.deepFeatures().get(layer);
      String tensor = "deepstack_features." + layer;
      recorded
          .tensor(tensor)
          .ifPresent(expected ->
              results.accept(
                  ParityCheck.close(name, "visual_features", found, expected, HIDDEN, tensor)));
    }
    if (recorded.tensor("hidden_positions").isPresent()) {
      int[] rows = recorded.wholeNumbers("hidden_positions");
      for (int layer = 0; layer < engine.info().layers(); layer++) {
        compareHidden(recorded, "hidden.layer" + layer, states.layer(layer, rows));
      }
      compareHidden(recorded, "hidden.final_norm", states.finalNorm(rows));
    }
    int[] rows = recorded.wholeNumbers("logits_positions");
    results.accept(
        ParityCheck.close(
            name,
            "logits",
            states.logits(rows),
            recorded.tensor("logits").orElseThrow(),
            LOGITS,
            String.format(Locale.ROOT, "logits at %d positions", rows.length)));
    for (int layer = 0; layer < engine.info().layers(); layer++) {
      int index = layer;
      recorded
          .tensor("attention.layer" + layer)
          .ifPresent(expected ->
              results.accept(
                  ParityCheck.close(
                      name,
                      "attention_scores",
                      states.attention(index),
                      expected,
                      ATTENTION,
                      "attention.layer" + index)));
    }
  }

  private void compareHidden(ReferenceCase recorded, String tensor, float[] found) {
    recorded
        .tensor(tensor)
        .ifPresent(expected ->
            results.accept(
                ParityCheck.close(
                    recorded.name(), "hidden_states", found, expected, HIDDEN, tensor)));
  }

  private void checkGeneration(ReferenceCase recorded, PreparedPrompt prompt) {
    List<JsonView> runs = new ArrayList<>();
    recorded.json().objectIfPresent("generation").ifPresent(runs::add);
    recorded.json().objectIfPresent("generation_stopping_at").ifPresent(runs::add);
    for (JsonView run : runs) {
      int[] expected = ints(run, "ids");
      List<Integer> ends =
          run.has("eos_token_id") ? run.integers("eos_token_id") : engine.defaults().endTokens();
      GenerationOptions options = engine.defaults().greedy(expected.length).withEndTokens(ends);
      try (Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, expected.length)) {
        Answer answer = engine.generate(sequence, options, AnswerListener.SILENT);
        int[] found = answer.tokens().stream().mapToInt(Integer::intValue).toArray();
        results.accept(
            ParityCheck.exact(recorded.name(), "generation", found, expected, "greedy tokens"));
        if (run.has("text") && Arrays.equals(found, expected)) {
          results.accept(
              ParityCheck.exact(
                  recorded.name(), "generation", answer.text().equals(run.string("text")), "text"));
        }
      }
    }
  }

  private void checkSaliency(ReferenceCase recorded, PreparedPrompt prompt) {
    if (!recorded.json().has("saliency")) {
      return;
    }
    JsonView expected = recorded.json().object("saliency");
    Saliency found = Saliency.of(engine.model().text(), prompt, expected.integer("target_id"));
    results.accept(
        ParityCheck.close(
            recorded.name(),
            "saliency",
            new float[] {(float) found.loss()},
            new float[] {(float) expected.number("loss")},
            LOGITS,
            "loss"));
    for (int layer = 0; layer < found.layers().size(); layer++) {
      float[] values = found.layers().get(layer);
      String tensor = "saliency.layer" + layer;
      recorded
          .tensor(tensor)
          .ifPresent(flow ->
              results.accept(
                  ParityCheck.close(
                      recorded.name(),
                      "saliency",
                      values,
                      flow,
                      ATTENTION * Math.max(1, largest(flow)),
                      tensor)));
    }
  }
}
