package dev.fovea.engine.text;

import dev.fovea.engine.text.AddedVocabulary.Step;
import dev.fovea.engine.weights.JsonView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/// The files of a model folder that speak of tokens, as transformers 5.18 puts them together.
///
/// @param kind the class that transformers loads the tokenizer with
/// @param tokenizerConfig `tokenizer_config.json`, without keys where there is none
/// @param map `special_tokens_map.json`, likewise
/// @param added `added_tokens.json`, likewise
record FolderTokens(TokenizerClass kind, JsonView tokenizerConfig, JsonView map, JsonView added) {

  static FolderTokens of(Path folder) {
    JsonView tokenizerConfig = read(folder, TokenDeclarations.CONFIG);
    return new FolderTokens(
        TokenizerClass.of(read(folder, "config.json"), tokenizerConfig),
        tokenizerConfig,
        read(folder, TokenDeclarations.MAP),
        read(folder, TokenDeclarations.ADDED));
  }

  private static JsonView read(Path folder, String name) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? JsonView.read(file) : JsonView.empty(name);
  }

  /// The special tokens that have names, and their strings.
  SequencedMap<String, String> names() {
    return declared(List.of()).names();
  }

  /// All added tokens with their ids, in the order in which they are added.
  List<Step> added(TokenizerJson own) {
    AddedVocabulary vocabulary = new AddedVocabulary(own.vocabulary());
    if (!kind.rebuilt()) {
      own.added().forEach(step -> vocabulary.add(step.token()));
    }
    declared(own.added()).addTo(vocabulary, kind);
    return vocabulary.steps();
  }

  private DeclaredTokens declared(List<Step> own) {
    return TokenDeclarations.read(tokenizerConfig, map, added, own, kind);
  }
}
