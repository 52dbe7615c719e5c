package dev.fovea.pruning.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pruning where the rows of an image see each other both ways and most layers see a window only
/// (`fixtures/gemma3`: pictures of 4 tokens, layers 0, 1 and 3 of 4 with windows), against a
/// decoder in float64 that masks the dropped keys. Windows and images count the rows that are left.
class TwoWayOracleTest {
  private static final Path FOLDER = Path.of("..", "fixtures", "gemma3");
  private static final double LOGITS = 2e-4;
  private static final int[] CONTINUATION = {258, 13, 160};

  @TempDir private Path temporary;

  /// What a run that dropped rows on the way is said to be equal to.
  ///
  /// @param windows per layer, 0 for none
  /// @param from the first layer that does not see the dropped rows
  /// @param before per row the image it belongs to, or -1, while all are there
  /// @param after the same once some are gone
  /// @param left per row the number of kept rows before it
  private record Masked(
      List<Integer> windows,
      int from,
      boolean[] kept,
      int[] before,
      int[] after,
      int[] left,
      boolean renumbered)
      implements PlainDecoder.Rule {

    @Override
    public boolean sees(int layer, int row, int key) {
      boolean whole = layer < from && row < kept.length;
      int[] images = whole ? before : after;
      int distance = whole ? row - key : left(row) - left(key);
      int window = windows.get(layer);
      boolean there = whole || key >= kept.length || kept[key];
      boolean sameImage =
          row < kept.length && key < kept.length && images[row] >= 0 && images[row] == images[key];
      return there && (key <= row || sameImage) && (window == 0 || distance < window);
    }

    private int left(int row) {
      int beyond = row - kept.length;
      return beyond < 0 ? left[row] : left[kept.length - 1] + 1 + beyond;
    }

    @Override
    public long position(int layer, int row, int key, int axis) {
      boolean whole = layer < from && row < kept.length;
      return whole || !renumbered ? key : left(key);
    }
  }

  private static Masked masked(
      Engine engine, PreparedPrompt prompt, boolean[] kept, int from, PositionRule positions) {
    int[] left = new int[kept.length];
    for (int row = 1; row < kept.length; row++) {
      left[row] = left[row - 1] + (kept[row - 1] ? 1 : 0);
    }
    boolean[] all = new boolean[kept.length];
    Arrays.fill(all, true);
    return new Masked(
        engine.model().text().config().windows(),
        from,
        kept,
        images(prompt.layout(), all),
        images(prompt.layout(), kept),
        left,
        positions == PositionRule.RENUMBER);
  }

  /// Images are visual rows with nothing between them that is still there.
  private static int[] images(PromptLayout layout, boolean[] there) {
    int[] images = new int[layout.size()];
    int image = -1;
    boolean inside = false;
    for (int row = 0; row < images.length; row++) {
      boolean visual = layout.tokens().get(row).role() == TokenRole.VISUAL;
      if (there[row]) {
        image += visual && !inside ? 1 : 0;
        inside = visual;
      }
      images[row] = visual && there[row] ? image : -1;
    }
    return images;
  }

  private Engine engine(int window) throws IOException {
    for (String name :
        List.of(
            "chat_template.jinja",
            "generation_config.json",
            "model.safetensors",
            "processor_config.json",
            "tokenizer.json",
            "tokenizer_config.json")) {
      Files.copy(FOLDER.resolve(name), temporary.resolve(name));
    }
    String config = Files.readString(FOLDER.resolve("config.json"));
    Files.writeString(
        temporary.resolve("config.json"),
        config.replace("\"sliding_window\": 24", "\"sliding_window\": " + window));
    return Engine.load(temporary, new EngineOptions("float32", "cpu", 1));
  }

  private static Prompt twoPictures() {
    Path pictures = FOLDER.resolve("reference");
    return new Prompt(
        List.of(
            new Message(
                Role.USER,
                List.of(
                    new Part.Image("tall.png", ImageDecoder.decode(pictures.resolve("tall.png"))),
                    new Part.Context("The harbour book. On the first day the red boat came in."),
                    new Part.Image("wide.png", ImageDecoder.decode(pictures.resolve("wide.png"))),
                    new Part.Context("On the second day the blue boat came in with apples."),
                    new Part.Text("Which boat is it?")))));
  }

  private static void assertSameLogits(
      Engine engine, Sequence sequence, PreparedPrompt prompt, Masked rule) {
    PlainGemma oracle = new PlainGemma(FOLDER, engine.model().text().config());
    double[][] rows = new double[prompt.length() + CONTINUATION.length][];
    float[] embeddings = Tensors.toFloats(prompt.embeddings());
    int width = embeddings.length / prompt.length();
    for (int i = 0; i < rows.length; i++) {
      int row = i;
      rows[i] =
          i < prompt.length()
              ? IntStream.range(0, width).mapToDouble(j -> embeddings[row * width + j]).toArray()
              : oracle.embedding(CONTINUATION[i - prompt.length()]);
    }
    assertClose(sequence.logits(), oracle.logits(Arrays.copyOf(rows, prompt.length()), rule));
    for (int i = 0; i < CONTINUATION.length; i++) {
      sequence.append(CONTINUATION[i]);
      double[][] soFar = Arrays.copyOf(rows, prompt.length() + i + 1);
      assertClose(sequence.logits(), oracle.logits(soFar, rule));
    }
  }

  private static void assertClose(float[] found, double[] expected) {
    assertThat(found).hasSize(expected.length);
    double worst =
        IntStream.range(0, found.length)
            .mapToDouble(i -> Math.abs(found[i] - expected[i]))
            .max()
            .orElseThrow();
    assertThat(worst).isLessThan(LOGITS);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 3})
  void theOracleItselfAgreesWithTheUnprunedModel(int window) throws IOException {
    try (Engine engine = engine(window);
        PreparedPrompt prompt = engine.prepare(twoPictures());
        Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 8)) {
      boolean[] all = new boolean[prompt.length()];
      Arrays.fill(all, true);
      assertSameLogits(engine, sequence, prompt, masked(engine, prompt, all, 0, PositionRule.KEEP));
    }
  }

  /// A window of 3 is shorter than a picture.
  @ParameterizedTest
  @CsvSource({
    "24, text, 0..1, 0.3, KEEP, 1",
    "24, text, 0..2, 0.6, KEEP, 2",
    "24, text, 1..3, 0.9, RENUMBER, 3",
    "24, text, 0..4, 0.5, RENUMBER, 4",
    "24, visual, 0..1, 0.5, KEEP, 1",
    "24, any, 0..2, 0.5, RENUMBER, 2",
    "3, text, 0..2, 0.6, KEEP, 2",
    "3, visual, 0..1, 0.4, RENUMBER, 1",
  })
  void inFlightIsMaskingTheDroppedKeysFromTheFirstPrunedLayerOn(
      int window, String what, String layers, double rate, PositionRule positions, int from)
      throws IOException {
    PruningPolicy policy =
        PolicySettings.apply(
                PruningPolicy.preset("paper"),
                List.of("layers=" + layers, "rate=" + rate, "what=" + what))
            .withExecution(Execution.IN_FLIGHT, positions);
    try (Engine engine = engine(window);
        PreparedPrompt prompt = engine.prepare(twoPictures());
        PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(policy), 8)) {
      boolean[] kept = new boolean[prompt.length()];
      for (TokenTrace token : pruned.trace().tokens()) {
        kept[token.position()] = token.kept();
      }
      assertThat(pruned.trace().counts().pruned())
          .isEqualTo((int) (rate * pruned.trace().counts().prunable()))
          .isGreaterThan(2);
      assertSameLogits(
          engine, pruned.sequence(), prompt, masked(engine, prompt, kept, from, positions));
    }
  }
}
