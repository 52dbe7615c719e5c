package dev.fovea;

import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import dev.fovea.pruning.execute.PrunedAnswer;
import dev.fovea.pruning.execute.Pruner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The models that these tests ask, and what they are asked about.
final class Models {
  static final Path FIXTURES = Path.of("..", "fixtures");
  static final Path EXAMPLES = Path.of("..", "examples");

  /// Some hundred tokens.
  static final String BOOK =
      "The harbor book. On the first day the red boat came in with salt and rope, and the keeper"
          + " wrote it down. On the second day the blue boat came in with apples; the wind stood in"
          + " the west and nobody paid. On the third day the green boat came late.";

  private Models() {}

  /// The built-in model by its name, a fixture by its folder.
  static Fovea load(String model) {
    FoveaOptions options = FoveaOptions.builder().precision(Precision.FLOAT32).threads(1).build();
    return Fovea.load(
        model.equals(Fovea.BUILTIN) ? model : FIXTURES.resolve(model).toString(), options);
  }

  static Path picture(String name) {
    return FIXTURES.resolve("llava").resolve("reference").resolve(name);
  }

  static RgbImage image(String name) {
    return ImageDecoder.decode(picture(name));
  }

  /// A picture, the book and a question.
  static Prompt aboutTheBook(String question) {
    return Prompt.builder().image(picture("tall.png")).context(BOOK).question(question).build();
  }

  /// So many tokens, whatever the model wants.
  static AskOptions tokens(int number, Pruning pruning) {
    return AskOptions.builder()
        .maxTokens(number)
        .pruning(pruning)
        .generation(
            options -> options.withRules(options.rules().toBuilder().minNewTokens(number).build()))
        .build();
  }

  /// What the modules below answer.
  static PrunedAnswer below(
      Fovea fovea, Prompt prompt, Optional<PruningPolicy> policy, GenerationOptions options) {
    return Pruner.ask(fovea.engine(), prompt, policy, options, AnswerListener.SILENT);
  }

  /// Positions of the prompt that were kept.
  static List<Integer> kept(PrunedAnswer answer) {
    return answer.trace().tokens().stream()
        .filter(TokenTrace::kept)
        .map(TokenTrace::position)
        .toList();
  }

  /// Waits until no thread of an answer is left.
  static void awaitNoThreads() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("fovea-answer")) {
        thread.join();
      }
    }
  }
}
