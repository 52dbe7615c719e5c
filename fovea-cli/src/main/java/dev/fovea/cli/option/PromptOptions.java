package dev.fovea.cli.option;

import dev.fovea.cli.print.CommandInput;
import dev.fovea.cli.print.JsonInput;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.InputFile;
import dev.fovea.engine.image.decode.ImageText;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What is asked: images, then long texts, then the question.
public final class PromptOptions {
  @Option(
      names = {"-i", "--image"},
      arity = "1..*",
      parameterConsumer = UpToNextOption.class,
      paramLabel = "IMAGE",
      description =
          "JPEG, PNG, WebP, GIF or BMP files, in this order before the text. Nothing is fetched from the network.")
  private List<String> images = List.of();

  @Option(
      names = "--context",
      paramLabel = "FILE|-",
      description =
          "Long text in UTF-8 to be read before the question, which may be pruned; - reads standard input, which nothing else does unasked. May be given several times.")
  private List<String> contexts = List.of();

  @Option(
      names = "--chat",
      paramLabel = "FILE|-",
      description = {
        "OpenAI-style messages as JSON: a list, or an object with messages and, if it says so itself, max_tokens, temperature, top_p, top_k, repetition_penalty, seed, stop, which win over the options. The last user turn is the question, in it the last text; texts before that one and earlier turns may be pruned. A text item with \"context\": false stays, one with \"context\": true may go wherever it stands.",
        "Image items name files beside this file, data URLs or base64; keys that are not known are refused."
      })
  private Optional<String> chat = Optional.empty();

  @Option(names = "--system", paramLabel = "TEXT", description = "System message. Default: none.")
  private Optional<String> system = Optional.empty();

  /// Takes values up to whatever looks like an option, a mistyped one too, which picocli would take
  /// for a value.
  public static final class UpToNextOption implements IParameterConsumer {
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

  /// What is asked, and how the answer is to be when the conversation says so itself.
  public record Asked(Prompt prompt, RequestOptions options) {}

  /// The files that are read, by their options; standard input is one where it comes from a file.
  public List<CommandInput> inputs() {
    List<CommandInput> inputs = new ArrayList<>();
    images.stream()
        .filter(name -> !ImageText.isDataUrl(name))
        .forEach(file -> inputs.add(new CommandInput("-i", Path.of(file))));
    contexts.forEach(file -> inputs.add(new CommandInput("--context", path(file))));
    chat.ifPresent(file -> inputs.add(new CommandInput("--chat", path(file))));
    return inputs;
  }

  private static Path path(String file) {
    return Path.of(file.equals(StandardInput.DASH) ? "/dev/stdin" : file);
  }

  /// Reads all files.
  ///
  /// @param question what stands beside the options, if anything does; - is standard input
  /// @param models the names of the model that answers
  public Asked read(Optional<String> question, Set<String> models) {
    Images files = Images.here();
    List<String> pictures = new ArrayList<>(images);
    Optional<String> asked = question;
    // -i takes several files, and with them the question where it comes right after.
    if (asked.isEmpty()
        && chat.isEmpty()
        && pictures.size() > 1
        && !files.isPicture(pictures.getLast())) {
      asked = Optional.of(pictures.removeLast());
    }
    StandardInput input = new StandardInput();
    Optional<Conversation.Chat> conversation = chat.map(file -> chat(file, input, models));
    List<Part> ahead = new ArrayList<>();
    pictures.forEach(name -> ahead.add(picture(files, name, pictures.size())));
    contexts.forEach(file -> ahead.add(new Part.Context(context(file, input))));
    Optional<String> text =
        asked.map(each -> each.equals(StandardInput.DASH) ? question(input) : each);
    List<Message> before = conversation.map(Conversation.Chat::messages).orElse(List.of());
    List<Message> messages =
        chat.isPresent() && text.isEmpty()
            ? before
            : Conversation.ask(before, text.stream().<Part>map(Part.Text::new).toList());
    messages = Conversation.ahead(messages, ahead);
    if (system.isPresent()) {
      messages = Conversation.under(system.get(), messages);
    }
    return new Asked(
        prompt(
            messages,
            conversation.map(Conversation.Chat::source),
            text.filter(each -> !each.isBlank()).isPresent()),
        conversation.map(Conversation.Chat::options).orElse(RequestOptions.NONE));
  }

  /// Without a question something else has to say what to do.
  private Prompt prompt(List<Message> messages, Optional<String> chat, boolean hasQuestion) {
    if (chat.isEmpty() && !hasQuestion && system.isEmpty()) {
      throw new FoveaException(
          "the question is empty: expected QUESTION, --chat FILE, or --system TEXT that says what to do");
    }
    try {
      return Conversation.prompt(messages);
    } catch (FoveaException e) {
      throw chat.isPresent() ? Conversation.at(chat.get(), e) : e;
    }
  }

  private static Conversation.Chat chat(String file, StandardInput input, Set<String> models) {
    if (file.equals(StandardInput.DASH)) {
      Object json = JsonInput.parse(StandardInput.NAME, input.text("--chat -"));
      return Conversation.chat(StandardInput.NAME, json, Images.here(), models);
    }
    Path path = Path.of(file);
    return Conversation.chat(file, JsonInput.read(path), Images.beside(path), models);
  }

  private static String question(StandardInput input) {
    return input.text("QUESTION -").strip();
  }

  /// -i takes every word of a question that comes right after it without quotes.
  private static Part.Image picture(Images files, String name, int given) {
    if (given > 1 && !files.isPicture(name)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              name.contains(" ")
                  ? "%s: no such file; if it is the question, put it before -i or behind --"
                  : "%s: no such file; if it is a word of the question, put the question in quotes",
              name));
    }
    return new Part.Image(ImageText.isDataUrl(name) ? "data URL" : name, files.read(name));
  }

  /// The text, with a line end between it and what comes after.
  private static String context(String file, StandardInput input) {
    String text =
        file.equals(StandardInput.DASH) ? input.text("--context -") : InputFile.text(Path.of(file));
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }
}
