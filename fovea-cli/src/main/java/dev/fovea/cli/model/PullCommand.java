package dev.fovea.cli.model;

import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.Progress;
import dev.fovea.engine.ModelOutline;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.folder.RepositoryName;
import dev.fovea.engine.hub.FileSelection;
import dev.fovea.engine.hub.HubSettings;
import dev.fovea.engine.hub.PullListener;
import dev.fovea.engine.hub.PullResult;
import dev.fovea.engine.hub.Puller;
import dev.fovea.machine.Memory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fovea pull`: brings a model from the hub into the local cache.
@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Downloads a model from the Hugging Face hub into the cache that Python's tools use too.",
      "Only what Fovea reads is taken: configuration, tokenizer, processor, chat template, and one copy of the weights as safetensors. What is cached already stays as it is. An interrupted pull goes on where it was, two at once wait for each other, and every file is checked by its digest before it gets its name."
    },
    footer = {
      "",
      "Environment:",
      "  HF_TOKEN         token for private and gated repositories; else the file",
      "                   $HF_TOKEN_PATH or $HF_HOME/token (`hf auth login`)",
      "  HF_HUB_CACHE     the cache; default $HF_HOME/hub",
      "  HF_HOME          default ~/.cache/huggingface",
      "  HF_ENDPOINT      the hub; default https://huggingface.co",
      "  HF_HUB_OFFLINE   1 is --offline",
      "  HF_HUB_DOWNLOAD_TIMEOUT",
      "                   seconds that a connection may say nothing; default 10",
      "  HTTPS_PROXY, NO_PROXY",
      "                   the way to the network, as other programs take it",
      "",
      "Examples:",
      "  fovea pull llava-hf/llava-1.5-7b-hf",
      "  fovea pull llava-hf/llava-1.5-7b-hf@main --json",
      "  fovea pull llava-hf/llava-1.5-7b-hf --include \"*.json\"",
    })
public final class PullCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "REPO[@REVISION]",
      description =
          "A repository, ORG/NAME, and a branch, a tag or a commit of it. Default revision: main.")
  private String repository = "";

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description =
          "Take the files whose path matches instead of those that Fovea reads: * also matches slashes, a slash at the end means all below a folder. Can be repeated.")
  private List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Leave out the files whose path matches. Can be repeated.")
  private List<String> exclude = List.of();

  @Option(
      names = "--offline",
      description = "Ask no network: only say whether the repository is cached, and where.")
  private boolean offline;

  @Override
  public Integer call() {
    RepositoryName name =
        RepositoryName.parse(repository)
            .orElseThrow(() ->
                new FoveaException(
                    String.format(
                        Locale.ROOT,
                        "\"%s\": expected a repository of the hub, ORG/NAME or ORG/NAME@REVISION",
                        repository)));
    HubSettings environment = HubSettings.of(System.getenv());
    HubSettings settings = environment.withOffline(offline || environment.offline());
    try (Watch watch = new Watch(output)) {
      PullResult pulled = Puller.pull(settings, name, new FileSelection(include, exclude), watch);
      watch.close();
      print(pulled, settings.offline());
    }
    return ExitCode.DONE;
  }

  private void print(PullResult pulled, boolean withoutNetwork) {
    if (output.json()) {
      output.object(
          JsonOutput.object(
              "model", pulled.repository().toString(),
              "commit", pulled.commit(),
              "folder", pulled.folder().toString(),
              "files", pulled.files(),
              "bytes", pulled.bytes(),
              "downloaded_bytes", pulled.downloaded(),
              "offline", withoutNetwork));
      return;
    }
    String how =
        withoutNetwork
            ? "cached, not compared with the hub"
            : pulled.downloaded() == 0
                ? "nothing to download"
                : Memory.bytes(pulled.downloaded()) + " downloaded";
    output.line(
        String.format(
            Locale.ROOT,
            "%s: %,d files, %s; %s",
            pulled.repository(),
            pulled.files(),
            Memory.bytes(pulled.bytes()),
            how));
    output.line(pulled.folder().toString());
    output.line(
        problem(pulled)
            .map(reason -> "Fovea cannot run it: " + reason)
            .orElse(
                String.format(
                    Locale.ROOT,
                    "next: fovea ask -m %s -i IMAGE \"QUESTION\"",
                    pulled.repository())));
  }

  private static Optional<String> problem(PullResult pulled) {
    try {
      ModelFolder folder = ModelFolder.open(pulled.folder());
      folder.tokenizerFile();
      ModelOutline.of(folder);
      return Optional.empty();
    } catch (FoveaException e) {
      return Optional.of(Failures.message(e));
    }
  }

  /// Shows the progress of a download on stderr.
  private static final class Watch implements PullListener, AutoCloseable {
    private final Output output;
    private Optional<Progress> progress = Optional.empty();

    Watch(Output output) {
      this.output = output;
    }

    @Override
    public synchronized void begins(int files, long bytes) {
      progress =
          Optional.of(output.progressOfBytes(String.format(Locale.ROOT, "%d files", files), bytes));
    }

    @Override
    public synchronized void advances(long bytes) {
      progress.ifPresent(shown -> shown.step(bytes));
    }

    @Override
    public synchronized void notice(String line) {
      progress.ifPresentOrElse(shown -> shown.line(line), () -> output.messages().line(line));
    }

    @Override
    public synchronized void close() {
      progress.ifPresent(Progress::close);
      progress = Optional.empty();
    }
  }
}
