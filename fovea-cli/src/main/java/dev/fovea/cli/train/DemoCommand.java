package dev.fovea.cli.train;

import dev.fovea.builtin.BuiltinModel;
import dev.fovea.cli.option.ModelOption;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.option.PruningOptions;
import dev.fovea.cli.option.RuntimeOptions;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.Progress;
import dev.fovea.cli.print.WrittenFile;
import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.lab.LengthStudy;
import dev.fovea.lab.PublishedFigures;
import dev.fovea.lab.StudyLines;
import dev.fovea.lab.StudyReport;
import dev.fovea.lab.StudySettings;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea demo`: what long text does to answers about pictures, and what pruning does about it.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks a model about many generated pictures after shorter and longer texts, and counts the right answers: with the whole text, with the pruned one, with as many tokens dropped at random, with a grey picture, and with a false statement about the picture in the text.",
      "The pictures, texts and questions come with Fovea and were not part of the built-in model's training."
    },
    footer = {
      "",
      "Examples:",
      "  fovea demo",
      "  fovea demo --set queries=question --set layers=3 --set unit=sentence --rate 0.9",
      "  fovea demo --samples 500 --lengths 128,256,512,1024,1536,2048,2560 -o runs.jsonl --json",
    })
public final class DemoCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private ModelOption model = new ModelOption();

  @ArgGroup(validate = false, heading = "%nWhat is asked:%n")
  private Asked asked = new Asked();

  @ArgGroup(validate = false, heading = "%nPruning:%n")
  private Pruning pruning = new Pruning();

  @ArgGroup(validate = false, heading = "%nResults:%n")
  private Results results = new Results();

  @ArgGroup(validate = false, heading = "%nThe machine:%n")
  private RuntimeOptions runtime = new RuntimeOptions();

  @Option(
      names = "--engines",
      paramLabel = "N",
      description =
          "Share the work among N copies of the model. The results do not depend on it. Default: 2 of the built-in model, 1 of others.")
  private Optional<Integer> engines = Optional.empty();

  /// Which questions, after which texts.
  static final class Asked {
    @Option(
        names = "--lengths",
        paramLabel = "N",
        split = ",",
        defaultValue = "128,512,1024,2560",
        description =
            "Tokens of text before and with the question; words and punctuation marks count. Default: ${DEFAULT-VALUE}.")
    private List<Integer> lengths = List.of();

    @Option(
        names = "--samples",
        paramLabel = "N",
        defaultValue = "40",
        description =
            "Pictures with a question, each asked at every length. Default: ${DEFAULT-VALUE}.")
    private int samples = 40;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "0",
        description = "Seed of the samples and of random dropping. Default: ${DEFAULT-VALUE}.")
    private long seed;
  }

  /// How the text is pruned.
  static final class Pruning {
    @Option(
        names = "--rate",
        paramLabel = "RATE",
        description =
            "Share of the prunable text to drop, 0..1. Default: that of the preset, 0.3 of paper.")
    private Optional<String> rate = Optional.empty();

    @Option(
        names = "--policy",
        paramLabel = "PRESET",
        defaultValue = "paper",
        completionCandidates = PruningOptions.PresetNames.class,
        description = "Preset of settings: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private String preset = "paper";

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description =
            "Change one setting of the preset; may be given several times. The keys are listed below.")
    private List<String> settings = List.of();

    PruningPolicy policy() {
      List<String> all = new ArrayList<>(settings);
      rate.ifPresent(share -> all.add("rate=" + share));
      return PolicySettings.apply(PruningPolicy.preset(preset), all);
    }
  }

  /// Where results go.
  static final class Results {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE.jsonl",
        description =
            "Keep every answer, a line each; started again, what is there is not measured again. Default: nothing is kept.")
    private Optional<Path> lines = Optional.empty();

    @Option(
        names = "--card",
        paramLabel = "FOLDER",
        description =
            "Write figures.json and figures.md, the tables of a model card, into this folder.")
    private Optional<Path> card = Optional.empty();

    /// Complains about wrong places before any work starts.
    void check() {
      if (lines.filter(WrittenFile::isStandardOutput).isPresent()) {
        throw new FoveaException(
            "-o: expected a file, which a later run continues; found standard output");
      }
      lines.ifPresent(file -> WrittenFile.requireApart("-o", file, List.of()));
      card.ifPresent(folder -> CardFiles.check(folder, lines));
    }
  }

  @Override
  public Integer call() {
    EngineOptions options = runtime.engineOptions();
    StudySettings settings =
        new StudySettings(
            label(options), asked.seed, asked.samples, asked.lengths, pruning.policy());
    int threads = engines.orElse(model.isBuiltin() ? 2 : 1);
    if (threads < 1) {
      throw new FoveaException("--engines: expected 1 or more, found " + threads);
    }
    results.check();
    StudyReport report = measure(settings, options, threads);
    results.card.ifPresent(folder -> CardFiles.write(folder, report));
    Optional<PublishedFigures> published =
        model.isBuiltin() ? BuiltinModel.figures().map(PublishedFigures::read) : Optional.empty();
    if (output.json()) {
      output.object(DemoReport.json(report, published));
    } else {
      output.print(DemoReport.text(report, published));
    }
    return ExitCode.DONE;
  }

  private StudyReport measure(StudySettings settings, EngineOptions options, int threads) {
    try (StudyLines lines =
        results
            .lines
            .map(file -> StudyLines.open(file, settings))
            .orElseGet(StudyLines::inMemory)) {
      Queue<Engine> ready = new ConcurrentLinkedQueue<>();
      try {
        // Whatever is refused is refused before the first line is printed.
        if (!LengthStudy.isDone(settings, lines)) {
          ready.add(OpenModel.open(model, options).engine());
          LengthStudy.requireReadable(ready.element(), settings);
        }
        if (!output.json()) {
          output.line(DemoReport.introduction(settings));
          output.line("");
        }
        run(settings, options, threads, lines, ready);
      } finally {
        ready.forEach(Engine::close);
      }
      return StudyReport.of(settings, lines);
    }
  }

  /// @param ready an engine that is open already; those that are taken are closed by who took them
  private void run(
      StudySettings settings,
      EngineOptions options,
      int threads,
      StudyLines lines,
      Queue<Engine> ready) {
    try (Progress progress =
        output.progress("measuring", (long) settings.samples() * settings.lengths().size())) {
      LengthStudy.run(
          settings,
          lines,
          () ->
              Optional.ofNullable(ready.poll())
                  .orElseGet(() -> OpenModel.open(model, options).engine()),
          threads,
          (done, _) -> progress.stepTo(done));
    }
  }

  /// What lines call the model: a training of the built-in model is told from another, and a dtype
  /// from the one that is taken by itself.
  private String label(EngineOptions options) {
    String name = model.isBuiltin() ? model.name() + "-" + BuiltinModel.edition() : model.name();
    return options.dtype().equals("auto") ? name : name + " " + options.dtype();
  }
}
