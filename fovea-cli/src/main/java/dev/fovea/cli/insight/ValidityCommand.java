package dev.fovea.cli.insight;

import dev.fovea.cli.option.HtmlOption;
import dev.fovea.cli.option.Images;
import dev.fovea.cli.option.ModelOption;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.option.PromptOptions;
import dev.fovea.cli.option.PruningOptions;
import dev.fovea.cli.option.RuntimeOptions;
import dev.fovea.cli.print.CommandInput;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.JsonInput;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.StatusLine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Part;
import dev.fovea.insight.statistics.Bootstrap;
import dev.fovea.insight.validity.LayerBands;
import dev.fovea.insight.validity.ScoreValidity;
import dev.fovea.insight.validity.ScoreValidity.Setting;
import dev.fovea.insight.validity.ValidityPage;
import dev.fovea.insight.validity.WorthContext;
import dev.fovea.insight.validity.WorthGenerator;
import dev.fovea.insight.validity.WorthReader;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea insight validity`: whether high scores mean importance.
@Command(
    name = "validity",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Ranks sentences of known worth by the scores of several presets and bands of layers, beside random scores: the one sentence that a question needs, filler, and misleading ones.",
    footer = {
      "",
      "Examples:",
      "  fovea insight validity --count 40 -i examples/scene.png",
      "  fovea insight validity --contexts mine.json --policy paper,h2o --bands 0 --json",
      "",
      "--contexts reads an object, or a list of them:",
      "  {\"question\": \"...\", \"sentences\": [{\"text\": \"...\", \"worth\": \"needed\"}], \"images\": [\"...\"]}",
      "worth is needed, filler or misleading; images may be left out and lie beside the file.",
    })
final class ValidityCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private HtmlOption html = new HtmlOption();
  @Mixin private ModelOption model = new ModelOption();

  @ArgGroup(validate = false, heading = "%nThe contexts:%n")
  private Contexts contexts = new Contexts();

  @ArgGroup(validate = false, heading = "%nWhat is compared:%n")
  private Compared compared = new Compared();

  @ArgGroup(validate = false, heading = "%nThe machine:%n")
  private RuntimeOptions runtime = new RuntimeOptions();

  /// Which contexts are ranked.
  static final class Contexts {
    @Option(
        names = "--contexts",
        paramLabel = "FILE.json",
        description = "Contexts of your own, as below. Default: generated ones.")
    private Optional<Path> file = Optional.empty();

    @Option(
        names = "--count",
        paramLabel = "N",
        defaultValue = "20",
        description = "How many contexts to generate. Default: ${DEFAULT-VALUE}.")
    private int count = 20;

    @Option(
        names = "--fillers",
        paramLabel = "N",
        defaultValue = "12",
        description = "Filler sentences in a generated context. Default: ${DEFAULT-VALUE}.")
    private int fillers = 12;

    @Option(
        names = "--misleading",
        paramLabel = "N",
        defaultValue = "3",
        description = "Misleading sentences in a generated context. Default: ${DEFAULT-VALUE}.")
    private int misleading = 3;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "0",
        description =
            "Seed of the generated contexts and of the intervals. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
        names = {"-i", "--image"},
        arity = "1..*",
        parameterConsumer = PromptOptions.UpToNextOption.class,
        paramLabel = "IMAGE",
        description = "Pictures before the text of every generated context. Default: none.")
    private List<String> images = List.of();

    List<WorthContext> read() {
      if (file.isPresent()) {
        Path path = file.get();
        try {
          return WorthReader.read(JsonInput.read(path), Images.beside(path)::read);
        } catch (FoveaException e) {
          String message = String.valueOf(e.getMessage());
          throw message.startsWith(path.toString())
              ? e
              : new FoveaException(String.format(Locale.ROOT, "%s: %s", path, message), e);
        }
      }
      List<Part.Image> pictures =
          images.stream().map(name -> new Part.Image(name, Images.here().read(name))).toList();
      return new WorthGenerator(fillers, misleading, seed)
          .contexts(count).stream().map(context -> context.withImages(pictures)).toList();
    }
  }

  /// Which policies are compared, and how.
  static final class Compared {
    @Option(
        names = "--policy",
        paramLabel = "PRESET",
        split = ",",
        defaultValue = "paper,mean,last-token,gemfilter,snapkv,h2o,recency",
        completionCandidates = PruningOptions.PresetNames.class,
        description =
            "Presets, with commas between them: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private List<String> presets = List.of();

    @Option(
        names = "--prune",
        paramLabel = "RATE",
        defaultValue = "0.3",
        description = "Share of the prunable text that goes, 0..1. Default: ${DEFAULT-VALUE}.")
    private String rate = "0.3";

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description =
            "Change one setting of every preset; may be given several times. The keys are listed below.")
    private List<String> settings = List.of();

    @Option(
        names = "--bands",
        paramLabel = "N",
        defaultValue = "4",
        description =
            "Score the first preset also on each of N bands of layers of equal depth; 0 for none. Default: ${DEFAULT-VALUE}, or one a layer on shallower models.")
    private int bands = 4;

    @Option(
        names = "--random-seeds",
        paramLabel = "N",
        defaultValue = "20",
        description = "Random rankings of each context. Default: ${DEFAULT-VALUE}.")
    private int randomSeeds = 20;

    @Option(
        names = "--resamples",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Resamples of the bootstrap intervals. Default: ${DEFAULT-VALUE}.")
    private int resamples = 2000;

    @Option(
        names = "--confidence",
        paramLabel = "SHARE",
        defaultValue = "0.95",
        description = "Confidence of the intervals. Default: ${DEFAULT-VALUE}.")
    private double confidence = 0.95;

    /// The presets with their settings.
    List<Setting> policies() {
      return presets.stream().map(name -> new Setting(name, policy(name))).toList();
    }

    private PruningPolicy policy(String preset) {
      List<String> all = new ArrayList<>();
      all.add("rate=" + rate);
      all.addAll(settings);
      return PolicySettings.apply(PruningPolicy.preset(preset), all);
    }

    /// The first preset on bands of layers, if there are to be any.
    List<Setting> bands(List<Setting> policies, int depth) {
      Setting first = policies.getFirst();
      return bands == 0
          ? List.of()
          : LayerBands.of(first.name(), first.policy(), depth, Math.min(bands, depth));
    }

    ScoreValidity.Options options(long seed) {
      return new ScoreValidity.Options(randomSeeds, new Bootstrap(resamples, confidence, seed));
    }
  }

  private List<CommandInput> inputs() {
    List<CommandInput> inputs = new ArrayList<>();
    contexts.file.ifPresent(file -> inputs.add(new CommandInput("--contexts", file)));
    contexts.images.forEach(file -> inputs.add(new CommandInput("-i", Path.of(file))));
    return inputs;
  }

  @Override
  public Integer call() {
    html.check(output, inputs());
    EngineOptions machine = runtime.engineOptions();
    List<Setting> settings = new ArrayList<>(compared.policies());
    ScoreValidity.Options options = compared.options(contexts.seed);
    List<WorthContext> read = contexts.read();
    try (StatusLine status = new StatusLine(output.messages());
        OpenModel open = OpenModel.open(model, machine, status)) {
      settings.addAll(compared.bands(settings, open.engine().info().layers()));
      ScoreValidity validity = ScoreValidity.measure(open.engine(), read, settings, options);
      status.clear();
      if (output.json()) {
        output.object(ValidityReport.json(open, options, validity));
      } else {
        output.print(ValidityReport.table(options, validity));
      }
      html.write(output, () -> ValidityPage.of(open.engine().info(), validity));
    }
    return ExitCode.DONE;
  }
}
