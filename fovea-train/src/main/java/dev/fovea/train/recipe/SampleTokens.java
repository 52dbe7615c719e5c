package dev.fovea.train.recipe;

import dev.fovea.engine.text.Tokenizer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/// Counts the tokens of sentences. As sentences are made of few words, words are counted once.
public final class SampleTokens implements ToIntFunction<String> {
  private final Tokenizer tokenizer;
  private final Map<String, Integer> words = new ConcurrentHashMap<>();

  public SampleTokens(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  @Override
  public int applyAsInt(String text) {
    int count = 0;
    for (String word : text.split("(?= )")) {
      count += words.computeIfAbsent(word, one -> tokenizer.encode(one, false).ids().length);
    }
    return count;
  }
}
