import dev.fovea.AskOptions;
import dev.fovea.Fovea;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Prompt;
import java.nio.file.Path;
import java.util.List;

/// A question for each of many pictures. A request that fails does not end the others.
final class BatchOfQuestions {
  private record Request(String picture, String question) {}

  private static final List<Request> REQUESTS =
      List.of(
          new Request("000.png", "Look at this picture: which colour does the square have?"),
          new Request("001.png", "In this picture, tell me which shape is purple."),
          new Request("missing.png", "What is this?"),
          new Request("006.png", "In the picture above, what is the number of shapes?"),
          new Request("011.png", "Look at the picture: which shape is yellow?"));

  public static void main(String[] arguments) {
    AskOptions options = AskOptions.builder().maxTokens(4).build();
    try (Fovea fovea = Fovea.load("builtin")) {
      for (Request request : REQUESTS) {
        System.out.println(request.picture() + ": " + answer(fovea, request, options));
      }
    }
  }

  private static String answer(Fovea fovea, Request request, AskOptions options) {
    try {
      Path picture = Path.of("examples/images", request.picture());
      Prompt prompt = Prompt.builder().image(picture).question(request.question()).build();
      return fovea.ask(prompt, options).text();
    } catch (FoveaException wrong) {
      return "failed, " + wrong.getMessage();
    }
  }
}
