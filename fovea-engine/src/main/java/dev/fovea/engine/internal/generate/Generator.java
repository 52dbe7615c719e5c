package dev.fovea.engine.internal.generate;

import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.Answer.Finish;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.internal.text.StopStrings;
import dev.fovea.engine.internal.text.StreamingDecoder;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// Continues a sequence token by token until something ends it. Between two tokens others may use
/// the engine.
public final class Generator {
  private final Sequence sequence;
  private final GenerationOptions options;
  private final AnswerListener listener;
  private final StreamingDecoder decoder;
  private final StopStrings stops;
  private final List<LogitsProcessor> processors;
  private final Sampler sampler;
  private final TokenHistory history;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> tokens = new ArrayList<>();

  private final int limit;

  private Generator(
      Sequence sequence, Tokenizer tokenizer, GenerationOptions options, AnswerListener listener) {
    this.sequence = sequence;
    this.options = options;
    this.listener = listener;
    decoder = new StreamingDecoder(tokenizer);
    stops = new StopStrings(options.stop());
    processors = LogitsProcessor.of(options);
    sampler = Sampler.of(options.sampling());
    // A prompt that was made longer than the context on purpose goes on as long as is asked for.
    limit =
        sequence.room() < 0
            ? options.maxTokens()
            : Math.clamp(sequence.room(), 1, options.maxTokens());
    history = new TokenHistory(sequence.layout().ids());
  }

  /// Generates an answer, which ends at the latest where the model's context does. A thread that is
  /// interrupted, which it stays, gets what it has so far.
  ///
  /// @param options with the end tokens filled in
  public static Answer generate(
      Sequence sequence, Tokenizer tokenizer, GenerationOptions options, AnswerListener listener) {
    return sequence.gate().call(() -> new Generator(sequence, tokenizer, options, listener).run());
  }

  private Answer run() {
    long start = System.nanoTime();
    int token = choose();
    double firstToken = (System.nanoTime() - start) / 1e6;
    long decoding = System.nanoTime();
    Finish finish;
    while (true) {
      tokens.add(token);
      // Special tokens have no text; an end token that is none has, as in the reference.
      boolean wanted = show(stops.push(decoder.push(token)));
      if (stops.stopped() || options.endTokens().contains(token)) {
        finish = Finish.STOP;
        break;
      }
      if (!wanted || Thread.currentThread().isInterrupted()) {
        finish = Finish.CANCELLED;
        break;
      }
      if (tokens.size() == limit) {
        finish = Finish.LENGTH;
        break;
      }
      sequence.append(token);
      token = choose();
    }
    if (!stops.stopped() && finish != Finish.CANCELLED) {
      show(stops.push(decoder.finish()));
      if (!stops.stopped()) {
        show(stops.finish());
      }
    }
    double decode = (System.nanoTime() - decoding) / 1e6;
    return new Answer(text.toString(), tokens, finish, new Answer.Timings(firstToken, decode));
  }

  private int choose() {
    float[] logits = sequence.logits();
    processors.forEach(processor -> processor.process(history, logits));
    int token = sampler.next(logits);
    history.add(token);
    return token;
  }

  private boolean show(String piece) {
    if (piece.isEmpty()) {
      return true;
    }
    text.append(piece);
    return listener.onText(piece);
  }
}
