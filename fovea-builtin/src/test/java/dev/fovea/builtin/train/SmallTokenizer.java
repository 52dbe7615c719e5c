package dev.fovea.builtin.train;

import dev.fovea.builtin.data.Corpus;
import dev.fovea.builtin.data.Lexicon;
import dev.fovea.builtin.data.TokenizerTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tokenizers trained on few texts.
final class SmallTokenizer {
  private SmallTokenizer() {}

  static void write(Path folder, int rows) throws IOException {
    byte[] json = TokenizerTraining.train(Corpus.texts(3, 400), rows);
    Files.write(folder.resolve("tokenizer.json"), json);
  }
}
