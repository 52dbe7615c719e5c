import dev.fovea.Fovea;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One question about a picture with a page of notes beside it, and what pruning did to the notes.
final class Ask {
  public static void main(String[] arguments) throws IOException {
    Prompt prompt =
        Prompt.builder()
            .image(Path.of("examples/scene.png"))
            .context(Files.readString(Path.of("examples/notes.txt")))
            .question("Which shape is yellow?")
            .build();
    try (Fovea fovea = Fovea.load("builtin")) {
      PrunedAnswer answer = fovea.ask(prompt);
      System.out.println(answer.text());
      System.out.println(
          answer.trace().counts().pruned() + " of " + answer.trace().counts().prompt() + " tokens dropped");
    }
  }
}
