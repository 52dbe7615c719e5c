package dev.fovea.bench;

import dev.fovea.engine.internal.generate.Prefill;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.PromptReader;
import dev.fovea.engine.observe.Sequence;

/// Reads prompts with a decoder that no engine was loaded for.
record DecoderReader(TextDecoder decoder) implements PromptReader {
  @Override
  public int layers() {
    return decoder.config().layers();
  }

  @Override
  public Sequence prefill(PreparedPrompt prompt, PrefillObserver observer, int reserve) {
    return Prefill.run(decoder, prompt, observer, reserve);
  }

  @Override
  public void observe(PreparedPrompt prompt, PrefillObserver observer, int layers) {
    Prefill.observe(decoder, prompt, observer, layers);
  }
}
