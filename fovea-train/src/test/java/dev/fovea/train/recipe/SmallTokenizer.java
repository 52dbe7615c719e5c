package dev.fovea.train.recipe;

import dev.fovea.scenes.dialogue.Corpus;
import dev.fovea.train.tokenizer.TokenizerTraining;
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
