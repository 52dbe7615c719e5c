import dev.fovea.Chat;
import dev.fovea.Fovea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Several questions about one picture and one text. The picture is seen once; every question
/// prunes the text anew.
final class ChatAboutImages {
  public static void main(String[] arguments) throws IOException {
    try (Fovea fovea = Fovea.load("builtin");
        Chat chat =
            fovea
                .chat()
                .image(Path.of("examples/scene.png"))
                .context(Files.readString(Path.of("examples/notes.txt")))
                .start()) {
      System.out.println(chat.ask("Which shape is yellow?").text());
      System.out.println(chat.ask("In this picture, tell me where the circle is.").text());
    }
  }
}
