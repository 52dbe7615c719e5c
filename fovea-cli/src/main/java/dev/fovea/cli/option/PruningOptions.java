package dev.fovea.cli.option;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What is pruned.
public final class PruningOptions {
  /// The names that `--policy` takes, for its help.
  public static final class PresetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return PruningPolicy.presetNames().iterator();
    }
  }

  private static final String DEFAULT = "0.3";
  private static final String OFF = "off";
  private static final String AUTO = "auto";

  @Option(
      names = "--prune",
      paramLabel = "RATE|auto|off",
      description =
          "Share of the prunable text to drop, 0..1, as preset paper does it unless --policy says otherwise; off leaves the prompt as it is, whatever else is said; auto takes the rate measured for this model. Default: 0.3 where the prompt has text that may go, else off.")
  private Optional<String> prune = Optional.empty();

  @Option(
      names = "--policy",
      paramLabel = "PRESET",
      completionCandidates = PresetNames.class,
      description = "Preset of settings: ${COMPLETION-CANDIDATES}. Default: paper.")
  private Optional<String> preset = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change one setting of the preset, such as execution=in-flight; may be given several times. The keys are listed below.")
  private List<String> settings = List.of();

  /// The policy for a prompt; empty for none. Where no option says anything, text that may go is
  /// pruned at the default rate.
  ///
  /// @throws FoveaException if an option is wrong
  public Optional<PruningPolicy> policy(Prompt prompt) {
    return isSilent() && !prompt.hasContext() ? Optional.empty() : policy();
  }

  /// The policy for prompts that have text which may go; empty for none. For prompts that have none
  /// it comes to the same.
  ///
  /// @throws FoveaException if an option is wrong
  public Optional<PruningPolicy> policy() {
    Optional<String> amount = isSilent() ? Optional.of(DEFAULT) : prune;
    List<String> all = new ArrayList<>(settings);
    amount.map(PruningOptions::rate).filter(rate -> !rate.isEmpty()).ifPresent(all::add);
    PruningPolicy policy = PolicySettings.apply(PruningPolicy.preset(preset.orElse("paper")), all);
    return amount.filter(OFF::equalsIgnoreCase).isPresent()
        ? Optional.empty()
        : Optional.of(policy);
  }

  private boolean isSilent() {
    return prune.isEmpty() && preset.isEmpty() && settings.isEmpty();
  }

  /// `--prune` as a setting; an empty text for `off`.
  private static String rate(String amount) {
    if (amount.equalsIgnoreCase(OFF)) {
      return "";
    }
    if (amount.equalsIgnoreCase(AUTO)) {
      throw new FoveaException(
          "--prune auto: no schedule of rates is stored with this model; give a rate in 0..1, such as --prune 0.3");
    }
    try {
      Double.parseDouble(amount);
    } catch (NumberFormatException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "--prune %s: expected a rate in 0..1, auto or off", amount),
          e);
    }
    return "rate=" + amount;
  }

  /// Every setting by name as results carry it; without pruning those of rate 0, which is the same.
  public static Map<String, Object> settings(Optional<PruningPolicy> policy) {
    return PolicySettings.toJson(policy.orElseGet(() -> PruningPolicy.preset("paper").withRate(0)));
  }
}
