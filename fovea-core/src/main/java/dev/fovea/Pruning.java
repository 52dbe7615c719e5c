package dev.fovea;

import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import java.util.Optional;

/// What of a long text is dropped before a prompt is answered.
///
/// ```java
/// Pruning.off();
/// Pruning.rate(0.3);                                   // the paper's method
/// Pruning.preset("snapkv").with("unit=sentence", "rate=0.5");
/// ```
public sealed interface Pruning {

  /// Leaves prompts as they are.
  static Pruning off() {
    return new Off();
  }

  /// What is done where nothing is said: [#rate] 0.3 for prompts with a context, else nothing.
  static Pruning byDefault() {
    return new ByDefault();
  }

  /// Drops a share of the prunable text as the preset `paper` does it.
  ///
  /// @param share 0 to 1
  static Policy rate(double share) {
    return new Policy(PruningPolicy.preset("paper").withRate(share));
  }

  /// A preset by name, such as `paper`, `snapkv`, `h2o`; [PruningPolicy#presetNames] lists them.
  ///
  /// @throws dev.fovea.engine.error.FoveaException if there is none of that name
  static Policy preset(String name) {
    return new Policy(PruningPolicy.preset(name));
  }

  /// A policy of one's own.
  static Policy of(PruningPolicy policy) {
    return new Policy(policy);
  }

  /// The policy for a prompt; empty for none.
  Optional<PruningPolicy> forPrompt(Prompt prompt);

  /// Nothing is dropped.
  record Off() implements Pruning {
    @Override
    public Optional<PruningPolicy> forPrompt(Prompt prompt) {
      return Optional.empty();
    }
  }

  /// What is done where nothing is said.
  record ByDefault() implements Pruning {
    private static final Policy WITH_CONTEXT = rate(0.3);

    @Override
    public Optional<PruningPolicy> forPrompt(Prompt prompt) {
      return prompt.hasContext() ? WITH_CONTEXT.forPrompt(prompt) : Optional.empty();
    }
  }

  /// A policy, whatever the prompt.
  record Policy(PruningPolicy policy) implements Pruning {

    /// The same with other settings, each as `KEY=VALUE`; [PolicySettings#help] lists them.
    ///
    /// @throws dev.fovea.engine.error.FoveaException if one is unknown or wrong
    public Policy with(String... settings) {
      return new Policy(PolicySettings.apply(policy, List.of(settings)));
    }

    @Override
    public Optional<PruningPolicy> forPrompt(Prompt prompt) {
      return Optional.of(policy);
    }
  }
}
