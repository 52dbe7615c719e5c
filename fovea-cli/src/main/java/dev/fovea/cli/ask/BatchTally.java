package dev.fovea.cli.ask;

import dev.fovea.cli.print.JsonOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of the requests of a list.
final class BatchTally {
  private int skipped;
  private int answered;
  private int failed;
  private final List<BatchRequest> changed = new ArrayList<>();

  /// One was answered by an earlier run.
  void skip() {
    skipped++;
  }

  void answer() {
    answered++;
  }

  void fail() {
    failed++;
  }

  /// An earlier run has answered another request of this one's id.
  void change(BatchRequest request) {
    changed.add(request);
  }

  /// Whether every request has its answer.
  boolean isClean() {
    return failed == 0 && changed.isEmpty();
  }

  private int all() {
    return skipped + answered + failed + changed.size();
  }

  /// For `--json`.
  Map<String, @Nullable Object> json() {
    return JsonOutput.object(
        "requests", all(),
        "skipped", skipped,
        "answered", answered,
        "failed", failed,
        "changed", changed.stream().map(BatchRequest::id).toList());
  }

  /// A line for people, and more where something went wrong.
  ///
  /// @param file where the answers went
  String text(String file) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%,d requests: %,d answered, %,d failed, %,d skipped as answered before%n",
                all(),
                answered,
                failed,
                skipped));
    if (failed > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s says why, under \"error\"%n",
              BatchOutput.isStandardOutput(file) ? "standard output" : file));
    }
    if (!changed.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%,d changed since they were answered (id %s): remove their lines from %s to have them answered anew%n",
              changed.size(),
              BatchRequest.list(changed),
              file));
    }
    return text.toString();
  }
}
