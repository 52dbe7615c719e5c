package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.vision.ImageDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is asked: images, then long texts, then the question.
final class PromptOptions {
  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..1",
      paramLabel = "QUESTION",
      description = "The question; with --chat it is asked after that conversation.")
  private Optional<String> question = Optional.empty();

  @Option(
      names = {"-i", "--image"},
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "JPEG, PNG, WebP, GIF or BMP files, in this order before the text.")
  private List<String> images = List.of();

  @Option(
      names = "--context",
      paramLabel = "FILE|-",
      description =
          "Long text in UTF-8 to be read before the question, which may be pruned; - reads standard input. May be given several times.")
  private List<String> contexts = List.of();

  @Option(
      names = "--chat",
      paramLabel = "FILE",
      description =
          "OpenAI-style messages as JSON; the last user turn is the question. Its images lie beside the file.")
  private Optional<Path> chat = Optional.empty();

  @Option(names = "--system", paramLabel = "TEXT", description = "System message. Default: none.")
  private Optional<String> system = Optional.empty();

  boolean hasContext() {
    return !contexts.isEmpty();
  }

  /// Reads all files.
  Prompt read() {
    List<String> pictures = new ArrayList<>(images);
    Optional<String> asked = question;
    // -i takes several files, and with them the question where it comes right after.
    if (asked.isEmpty()
        && chat.isEmpty()
        && pictures.size() > 1
        && !Files.exists(Path.of(pictures.getLast()))) {
      asked = Optional.of(pictures.removeLast());
    }
    Prompt prompt = chat.map(Conversation::read).orElse(new Prompt(List.of()));
    if (asked.isPresent() || chat.isEmpty()) {
      prompt = Conversation.ask(prompt, asked.orElse(""));
    }
    List<Part> ahead = new ArrayList<>();
    pictures.forEach(file -> ahead.add(new Part.Image(file, ImageDecoder.decode(Path.of(file)))));
    contexts.forEach(file -> ahead.add(new Part.Context(context(file))));
    Prompt whole = Conversation.ahead(prompt, ahead);
    return system.map(text -> Conversation.under(text, whole)).orElse(whole);
  }

  /// The text, with a line end between it and what comes after.
  private static String context(String file) {
    String name = file.equals(STANDARD_INPUT) ? "standard input" : file;
    try {
      byte[] bytes =
          file.equals(STANDARD_INPUT)
              ? System.in.readAllBytes()
              : Files.readAllBytes(Path.of(file));
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    } catch (CharacterCodingException e) {
      throw new FoveaException("%s: expected text in UTF-8, found other bytes".formatted(name), e);
    } catch (IOException e) {
      throw new FoveaException(
          "%s: cannot be read: %s"
              .formatted(name, Files.exists(Path.of(file)) ? e.getMessage() : "no such file"),
          e);
    }
  }
}
