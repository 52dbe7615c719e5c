package dev.fovea.cli.train;

import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.Progress;
import dev.fovea.cli.print.WrittenFile;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.NewFolder;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.image.PngDataUri;
import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.Exchange;
import dev.fovea.scenes.dialogue.Question;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleSettings;
import dev.fovea.scenes.dialogue.Sentence;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.language.Worth;
import dev.fovea.scenes.scene.ScenePainter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea scenes`: pictures and dialogues of the kind that the built-in model is made for.
@Command(
    name = "scenes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Draws pictures and writes dialogues about them, as the built-in model is trained and tested on: a picture, a text of any length that is mostly about other things, and a question.",
      "The folder then holds images/, requests.jsonl (for fovea batch), and answers.jsonl: the right answer, the kind of question, and every sentence of the text with its worth (needed, true, neutral, other, misleading, distractor). Questions that need a sentence are in contexts.json too (for fovea insight validity), which is left out where there is none. The same seed draws the same bytes.",
    },
    footer = {
      "",
      "Examples:",
      "  fovea scenes -o scenes --count 20 --tokens 1000",
      "  fovea batch scenes/requests.jsonl -o scenes/given.jsonl --max-tokens 4 --prune 0.3",
      "  fovea scenes -o facts --kinds named,earlier,rule && fovea insight validity --contexts facts/contexts.json",
    })
public final class ScenesCommand implements Callable<Integer> {
  /// Kinds as they are written, for the help.
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(QuestionKind.values()).map(ScenesCommand::name).iterator();
    }
  }

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FOLDER",
      description = "The folder to make; there must be none of that name.")
  private Path folder = Path.of("");

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens of text, about. Default: ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = "--objects",
      paramLabel = "N",
      defaultValue = "7",
      description = "Most shapes on a picture, 1 to 7. Default: ${DEFAULT-VALUE}.")
  private int objects;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      completionCandidates = Kinds.class,
      description = "Kinds of questions, by turns: ${COMPLETION-CANDIDATES}. Default: all.")
  private List<QuestionKind> kinds = List.of(QuestionKind.values());

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private Output output = new Output();

  /// Contexts that were written, whose sentences can be ranked.
  private int ranked;

  @Override
  public Integer call() {
    require("--count", count, 1, 100_000);
    require("--tokens", tokens, 1, 1_000_000);
    require("--objects", objects, 1, 7);
    WrittenFile.requireFolderName("-o", folder);
    NewFolder.create(folder, 0, this::write);
    if (output.json()) {
      output.object(
          JsonOutput.object("folder", folder.toString(), "count", count, "contexts", ranked));
    } else {
      output.line(
          String.format(
              Locale.ROOT, "%s: %s with questions", folder, Numbers.count(count, "picture")));
      output.line(ranked(ranked));
    }
    return ExitCode.DONE;
  }

  private void write(Path target) throws IOException {
    EvaluationSamples samples =
        new EvaluationSamples(
            SampleSettings.standard().withObjects(1, objects).withKinds(Set.copyOf(kinds)),
            TokenCount::approximate,
            seed);
    Files.createDirectories(target.resolve("images"));
    List<String> requests = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    List<Object> contexts = new ArrayList<>();
    try (Progress progress = output.progress("scenes", count)) {
      for (int i = 0; i < count; i++) {
        Sample sample = samples.sample(i, tokens);
        String id = String.format(Locale.ROOT, "%05d", i);
        String image = "images/" + id + ".png";
        Files.write(target.resolve(image), PngDataUri.png(ScenePainter.paint(sample.scene())));
        requests.add(
            JsonOutput.of(JsonOutput.object("id", id, "messages", messages(sample, image))));
        answers.add(JsonOutput.of(answer(id, sample)));
        // Where nothing stands beside what is needed, there is nothing to rank.
        if (question(sample).needed().isPresent() && sentences(sample).count() > 1) {
          contexts.add(context(sample, image));
        }
        progress.step();
      }
    }
    Files.write(target.resolve("requests.jsonl"), requests);
    Files.write(target.resolve("answers.jsonl"), answers);
    if (!contexts.isEmpty()) {
      Files.writeString(target.resolve("contexts.json"), JsonOutput.of(contexts) + "\n");
    }
    ranked = contexts.size();
  }

  /// What `insight validity` finds in the folder.
  private static String ranked(int contexts) {
    return contexts == 0
        ? "contexts.json is left out: no question needs a sentence that stands beside others (kinds named, earlier and rule do, where the text is long enough)"
        : String.format(
            Locale.ROOT,
            "contexts.json: %s for fovea insight validity",
            Numbers.count(contexts, "context"));
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new FoveaException(
          String.format(
              Locale.ROOT, "%s: expected %,d to %,d, found %,d", option, least, most, value));
    }
  }

  private static List<Object> messages(Sample sample, String image) {
    List<Object> messages = new ArrayList<>();
    for (Exchange exchange : sample.exchanges()) {
      List<Object> content = new ArrayList<>();
      if (messages.isEmpty()) {
        content.add(JsonOutput.object("type", "image", "image", image));
      }
      String context = exchange.contextText();
      if (!context.isEmpty()) {
        content.add(JsonOutput.object("type", "text", "text", context, "context", true));
      }
      // The blank before a word belongs to its token, and so to the question.
      String gap = context.isEmpty() ? "" : " ";
      content.add(JsonOutput.object("type", "text", "text", gap + exchange.request().text()));
      messages.add(JsonOutput.object("role", "user", "content", content));
      if (exchange != sample.exchanges().getLast()) {
        messages.add(
            JsonOutput.object("role", "assistant", "content", exchange.request().answer()));
      }
    }
    return messages;
  }

  private static Map<String, @Nullable Object> answer(String id, Sample sample) {
    Question question = question(sample);
    return JsonOutput.object(
        "id", id,
        "kind", name(question.kind()),
        "answer", question.answer(),
        "objects", sample.scene().objects().size(),
        "needed", question.needed().map(Sentence::text).orElse(null),
        "sentences",
            sentences(sample)
                .map(each -> JsonOutput.object("text", each.text(), "worth", name(each.worth())))
                .toList());
  }

  private static Object context(Sample sample, String image) {
    return JsonOutput.object(
        "question", question(sample).text(),
        "images", List.of(image),
        "sentences",
            sentences(sample)
                .map(each ->
                    JsonOutput.object("text", each.text(), "worth", contextWorth(each.worth())))
                .toList());
  }

  /// In the words of `insight validity`.
  private static String contextWorth(Worth worth) {
    return switch (worth) {
      case NEEDED -> "needed";
      case DISTRACTOR, MISLEADING -> "misleading";
      case TRUE, NEUTRAL, OTHER -> "filler";
    };
  }

  private static Question question(Sample sample) {
    return (Question) sample.exchanges().getLast().request();
  }

  private static Stream<Sentence> sentences(Sample sample) {
    return sample.exchanges().stream().flatMap(exchange -> exchange.context().stream());
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
