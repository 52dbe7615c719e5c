package dev.fovea.train.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Trains a byte-level BPE tokenizer and writes it as Hugging Face's `tokenizer.json`.
///
/// A pair of tokens is merged where it is the most frequent one, or the first by its text among the
/// most frequent, until every word is one token or the vocabulary is full. The corpus is small and
/// so are its words, so that pairs are counted anew for each merge.
public final class TokenizerTraining {
  /// How GPT-2, and with it the `ByteLevel` step of the file, splits a text into words.
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

  /// Rows that hold every word of the texts as one token.
  public static final int DEFAULT_ROWS = 1024;

  /// Words and pairs that are rarer are chance.
  private static final int LEAST_COUNT = 2;

  private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
  private final List<Pair> merges = new ArrayList<>();
  private final List<Word> words = new ArrayList<>();

  private TokenizerTraining(List<String> texts) {
    TokenizerFile.SPECIAL.forEach(this::enter);
    ByteAlphabet.characters().forEach(this::enter);
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String text : texts) {
      Matcher matcher = WORD.matcher(text);
      while (matcher.find()) {
        counts.merge(matcher.group(), 1, Integer::sum);
      }
    }
    counts.forEach((word, count) -> words.add(new Word(ByteAlphabet.spell(word), count)));
  }

  /// The bytes of `tokenizer.json`; the same texts give the same bytes.
  ///
  /// @param texts see [Lexicon.corpus][dev.fovea.scenes.language.Lexicon#corpus]
  /// @param rows most entries of the vocabulary: at least 260, which are the special tokens
  ///   `<pad>`, `<s>`, `</s>`, `<image>` and the 256 bytes
  public static byte[] train(List<String> texts, int rows) {
    TokenizerTraining training = new TokenizerTraining(texts);
    if (rows < training.vocabulary.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected at least %d rows, found %d",
              training.vocabulary.size(),
              rows));
    }
    training.merge(rows);
    return TokenizerFile.json(training.vocabulary.keySet(), training.merges)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void enter(String token) {
    vocabulary.putIfAbsent(token, vocabulary.size());
  }

  private void merge(int rows) {
    while (vocabulary.size() < rows) {
      Map<Pair, Integer> counts = new HashMap<>();
      words.forEach(word -> word.count(counts));
      Pair best = null;
      int most = LEAST_COUNT - 1;
      for (Map.Entry<Pair, Integer> entry : counts.entrySet()) {
        int count = entry.getValue();
        if (count > most || (count == most && best != null && entry.getKey().compareTo(best) < 0)) {
          best = entry.getKey();
          most = count;
        }
      }
      if (best == null) {
        return;
      }
      Pair pair = best;
      merges.add(pair);
      enter(pair.joined());
      words.forEach(word -> word.merge(pair));
    }
  }

  /// Two tokens next to each other.
  record Pair(String left, String right) implements Comparable<Pair> {
    String joined() {
      return left + right;
    }

    @Override
    public int compareTo(Pair other) {
      int order = left.compareTo(other.left);
      return order == 0 ? right.compareTo(other.right) : order;
    }
  }

  /// A word as its tokens so far, and how often it occurs.
  private record Word(List<String> tokens, int count) {
    void count(Map<Pair, Integer> counts) {
      for (int i = 0; i + 1 < tokens.size(); i++) {
        counts.merge(new Pair(tokens.get(i), tokens.get(i + 1)), count, Integer::sum);
      }
    }

    void merge(Pair pair) {
      for (int i = 0; i + 1 < tokens.size(); i++) {
        if (tokens.get(i).equals(pair.left()) && tokens.get(i + 1).equals(pair.right())) {
          tokens.set(i, pair.joined());
          tokens.remove(i + 1);
        }
      }
    }
  }
}
