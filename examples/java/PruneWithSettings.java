import dev.fovea.AskOptions;
import dev.fovea.Fovea;
import dev.fovea.Pruning;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The same question under several ways of pruning. `./fovea ask -h` lists presets and settings.
final class PruneWithSettings {
  public static void main(String[] arguments) throws IOException {
    Prompt prompt =
        Prompt.builder()
            .image(Path.of("examples/scene.png"))
            .context(Files.readString(Path.of("examples/notes.txt")))
            .question("Which shape is yellow?")
            .build();
    List<Pruning> ways =
        List.of(
            Pruning.off(),
            Pruning.rate(0.3),
            Pruning.preset("paper").with("normalise=count", "execution=in-flight"),
            Pruning.preset("snapkv").with("unit=sentence", "rate=0.5"));
    try (Fovea fovea = Fovea.load("builtin")) {
      for (Pruning pruning : ways) {
        PrunedAnswer answer = fovea.ask(prompt, AskOptions.builder().pruning(pruning).build());
        PruningTrace.Counts counts = answer.trace().counts();
        System.out.println(counts.kept() + " of " + counts.prompt() + " tokens: " + answer.text());
      }
    }
  }
}
