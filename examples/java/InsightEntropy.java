import dev.fovea.Fovea;
import dev.fovea.Pruning;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.insight.entropy.EntropyPage;
import dev.fovea.insight.entropy.RowEntropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How spread the last token's attention is, before and after pruning. Needs `fovea-insight` beside
/// `fovea-core`.
final class InsightEntropy {
  public static void main(String[] arguments) throws IOException {
    Prompt prompt =
        Prompt.builder()
            .image(Path.of("examples/scene.png"))
            .context(Files.readString(Path.of("examples/notes.txt")))
            .question("Which shape is yellow?")
            .build();
    try (Fovea fovea = Fovea.load("builtin");
        PreparedPrompt prepared = fovea.prepare(prompt)) {
      RowEntropy entropy =
          RowEntropy.measure(fovea.engine(), prepared, Pruning.rate(0.3).forPrompt(prompt));
      EntropyPage.sentences(entropy).stream().limit(2).forEach(System.out::println);
    }
  }
}
