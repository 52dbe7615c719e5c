import dev.fovea.AnswerStream;
import dev.fovea.AskOptions;
import dev.fovea.Fovea;
import dev.fovea.engine.prompt.Prompt;
import java.nio.file.Path;

/// An answer piece by piece, as it comes.
final class StreamAnswer {
  public static void main(String[] arguments) {
    Prompt prompt =
        Prompt.builder()
            .image(Path.of("examples/scene.png"))
            .question("Which shape is yellow?")
            .build();
    AskOptions options = AskOptions.builder().maxTokens(16).build();
    try (Fovea fovea = Fovea.load("builtin");
        AnswerStream answer = fovea.stream(prompt, options)) {
      for (String piece : answer) {
        System.out.print(piece);
        System.out.flush();
      }
      System.out.println();
      System.out.println(answer.answer().answer().finish());
    } // closing earlier would cancel the answer
  }
}
