package dev.fovea.engine.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonProblem;
import dev.fovea.engine.text.FolderTokens.LoadedTokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import tools.jackson.core.exc.StreamReadException;

/// Text to token ids and back, exactly as Hugging Face's `tokenizers` does it, from a model
/// folder's `tokenizer.json`. Safe for use by many threads; closed, it throws [ClosedException].
///
/// What a folder's `clean_up_tokenization_spaces` asks for is not done: transformers 5 ignores it
/// for every byte-pair vocabulary, because it takes away spaces that were in the text.
public final class Tokenizer implements AutoCloseable {

  static {
    // The library asks for these once, when its classes load. Without them it looks for a GPU,
    // wants
    // a build that its jar does not hold, and goes to the network for it and to be counted.
    setUnlessSet("RUST_FLAVOR", "cpu");
    setUnlessSet("ai.djl.offline", "true");
    setUnlessSet("OPT_OUT_TRACKING", "true");
  }

  /// A prompt is never cut or padded, whatever the file says.
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer rust;
  private final TokenTable table;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private Tokenizer(HuggingFaceTokenizer rust, TokenTable table) {
    this.rust = rust;
    this.table = table;
  }

  /// Opens the tokenizer of a model folder, with the tokens that other files of the folder add.
  ///
  /// @param folder holds `tokenizer.json`
  /// @throws FoveaException if the file is missing or cannot be used
  public static Tokenizer open(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new FoveaException(
          file + ": cannot be read, expected the model folder's tokenizer here", e);
    }
    try {
      LoadedTokens loaded = FolderTokens.of(folder).load(TokenizerJson.read(json));
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(loaded.json()), OPTIONS),
          loaded.table());
    } catch (FoveaException e) {
      throw e; // of a file beside this one
    } catch (StreamReadException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: not JSON at line %d, column %d: %s",
              file,
              e.getLocation().getLineNr(),
              e.getLocation().getColumnNr(),
              JsonProblem.of(e)),
          e);
    } catch (EngineException | LinkageError e) {
      throw TokenizerLibrary.explained(e);
    } catch (RuntimeException | IOException e) {
      throw new FoveaException(
          file
              + ": not a tokenizer as Hugging Face writes it: "
              + firstLine(String.valueOf(e.getMessage())),
          e);
    }
  }

  private static void setUnlessSet(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /// Splits a text into tokens. Strings of special tokens in the text become those tokens. Half a
  /// surrogate pair counts as U+FFFD.
  ///
  /// @param addSpecialTokens whether the tokenizer adds what it adds to every text, such as the
  ///   beginning of the sequence
  public Encoding encode(String text, boolean addSpecialTokens) {
    ai.djl.huggingface.tokenizers.Encoding encoding =
        use(() -> rust.encode(wellFormed(text), addSpecialTokens, false));
    int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    int[] indexOfCodePoint = indexOfCodePoint(text);
    CharSpan[] spans = encoding.getCharTokenSpans();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    int before = 0;
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = spans[i];
      starts[i] = span == null ? before : indexOfCodePoint[span.getStart()];
      ends[i] = span == null ? before : indexOfCodePoint[span.getEnd()];
      before = ends[i];
    }
    return new Encoding(ids, starts, ends);
  }

  private static String wellFormed(String text) {
    StringBuilder copy = new StringBuilder(text);
    for (int i = 0; i < copy.length(); i++) {
      if (Character.isSurrogate(copy.charAt(i))) {
        if (Character.isSupplementaryCodePoint(copy.codePointAt(i))) {
          i++;
        } else {
          copy.setCharAt(i, '\uFFFD');
        }
      }
    }
    return copy.toString();
  }

  private static int[] indexOfCodePoint(String text) {
    int[] index = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 0, at = 0; i < index.length - 1; i++) {
      index[i] = at;
      at += Character.charCount(text.codePointAt(at));
    }
    index[index.length - 1] = text.length();
    return index;
  }

  /// The text that the ids stand for. Ids without a token, as embeddings with spare rows have,
  /// stand for nothing.
  ///
  /// @param skipSpecialTokens whether special tokens are left out
  public String decode(int[] ids, boolean skipSpecialTokens) {
    return use(() -> rust.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens));
  }

  /// Uses the library's object, which nobody frees meanwhile.
  private <T> T use(Supplier<T> work) {
    Lock reading = lock.readLock();
    reading.lock();
    try {
      if (closed) {
        throw new ClosedException("the tokenizer");
      }
      return work.get();
    } finally {
      reading.unlock();
    }
  }

  /// The id of a token, given as the vocabulary spells it.
  public OptionalInt id(String token) {
    return table.id(token);
  }

  /// The token of an id as the vocabulary spells it, if the id has one.
  public Optional<String> token(int id) {
    return table.token(id);
  }

  /// Whether the id is a special token, which an answer does not show.
  public boolean isSpecial(int id) {
    return table.isSpecial(id);
  }

  /// The highest id that has a token, plus one; a model may have more rows.
  public int vocabularySize() {
    return table.size();
  }

  @Override
  public void close() {
    Lock writing = lock.writeLock();
    writing.lock();
    try {
      if (!closed) {
        closed = true;
        rust.close();
      }
    } finally {
      writing.unlock();
    }
  }
}
