package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.vision.ImageDecoder;
import dev.fovea.engine.vision.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What is asked: images, then long texts, then the question.
final class PromptOptions {
  private static final String STANDARD_INPUT = WrittenFile.STANDARD;

  @Option(
      names = {"-i", "--image"},
      arity = "1..*",
      parameterConsumer = UpToNextOption.class,
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

  /// Takes values up to whatever looks like an option, a mistyped one too, which picocli would take
  /// for a value.
  static final class UpToNextOption implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> rest, ArgSpec option, CommandSpec command) {
      List<String> values = new ArrayList<>();
      if (option.getValue() instanceof List<?> before) {
        before.forEach(value -> values.add(String.valueOf(value)));
      }
      int given = values.size();
      while (!rest.isEmpty() && !rest.peek().startsWith("-")) {
        values.add(rest.pop());
      }
      if (values.size() == given) {
        throw new ParameterException(
            command.commandLine(), "Missing value for option " + option.paramLabel());
      }
      option.setValue(values);
    }
  }

  boolean hasContext() {
    return !contexts.isEmpty();
  }

  /// The files that are read, by their options; standard input is one where it comes from a file.
  List<InputFile> inputs() {
    List<InputFile> inputs = new ArrayList<>();
    images.forEach(file -> inputs.add(new InputFile("-i", Path.of(file))));
    contexts.forEach(file ->
        inputs.add(
            new InputFile(
                "--context", Path.of(file.equals(STANDARD_INPUT) ? "/dev/stdin" : file))));
    chat.ifPresent(file -> inputs.add(new InputFile("--chat", file)));
    return inputs;
  }

  /// Reads all files.
  ///
  /// @param question what stands beside the options, if anything does
  Prompt read(Optional<String> question) {
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
    pictures.forEach(file -> ahead.add(new Part.Image(file, picture(file, pictures.size()))));
    contexts.forEach(file -> ahead.add(new Part.Context(context(file))));
    Prompt whole = Conversation.ahead(prompt, ahead);
    return system.map(text -> Conversation.under(text, whole)).orElse(whole);
  }

  /// -i takes every word of a question that comes right after it without quotes.
  private static RgbImage picture(String file, int given) {
    if (given > 1 && !Files.exists(Path.of(file))) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: no such file; if it is a word of the question, put the question in quotes",
              file));
    }
    return ImageDecoder.decode(Path.of(file));
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
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected text in UTF-8, found other bytes", name), e);
    } catch (IOException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: cannot be read: %s",
              name,
              Files.exists(Path.of(file)) ? FileProblem.reason(e) : "no such file"),
          e);
    }
  }
}
