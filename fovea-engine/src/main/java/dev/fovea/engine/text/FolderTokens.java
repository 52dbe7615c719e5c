package dev.fovea.engine.text;

import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.text.AddedVocabulary.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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

  /// Puts a `tokenizer.json` together with what the other files say.
  LoadedTokens load(TokenizerJson own) {
    // Merges are what the classes build on; other models they could not load, nor do we try.
    boolean rebuilt = kind != TokenizerClass.WHOLE && own.hasMerges();
    DeclaredTokens declared = declared(own.added());
    AddedVocabulary vocabulary = new AddedVocabulary(own.vocabulary());
    if (!rebuilt) {
      own.added().forEach(step -> vocabulary.add(step.token()));
    }
    declared.addTo(vocabulary, kind);
    List<Step> added = vocabulary.steps();
    return new LoadedTokens(
        rebuilt ? own.rebuilt(pipeline(declared), added) : own.withAdded(added),
        new TokenTable(own.vocabulary(), added));
  }

  /// @param json the text of a `tokenizer.json` that has everything
  /// @param table the tokens in it
  @SuppressWarnings("ArrayRecordComponent") // megabytes that are handed on once
  record LoadedTokens(byte[] json, TokenTable table) {}

  private TokenizerPipeline pipeline(DeclaredTokens declared) {
    return switch (kind) {
      case QWEN2 -> TokenizerPipeline.qwen2(tokenizerConfig);
      case GPT2 -> TokenizerPipeline.gpt2(tokenizerConfig);
      case GEMMA ->
          TokenizerPipeline.gemma(
              Objects.requireNonNullElse(declared.names().get("unk_token"), "None"));
      case LLAMA -> TokenizerPipeline.llama(tokenizerConfig);
      case WHOLE -> throw new IllegalStateException("taken as it is");
    };
  }

  private DeclaredTokens declared(List<Step> own) {
    return TokenDeclarations.read(tokenizerConfig, map, added, own, kind);
  }
}
