package dev.fovea.engine;

import dev.fovea.engine.answer.GenerationDefaults;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.text.ChatTemplate;
import dev.fovea.engine.internal.weights.Adapter;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.jinja.error.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// Whether a model folder can be used, and which parts of it Fovea lacks: told from its
/// configuration and the headers of its files, before any weights are read.
///
/// @param unsupported for every part that cannot be used, one line that says which and what would
///   do
/// @param contradiction the first of these lines that is a fault of the folder, not a part that
///   Fovea lacks
/// @param adapter the adapter that changes the weights, in a line
/// @param notes what is odd about the folder and does not keep it from being used, a line each
/// @param ignored settings of generation that would change answers and that Fovea does not have,
///   with their values
/// @param text shape of the decoder, where that is supported
public record Inspection(
    List<Unsupported> unsupported,
    Optional<String> contradiction,
    Optional<String> adapter,
    List<String> notes,
    SequencedMap<String, Object> ignored,
    Optional<ModelOutline.Decoder> text) {

  /// A part that cannot be used.
  ///
  /// @param part `family`, `network`, `weights`, `tokenizer`, `chat template` or `generation`
  /// @param reason one line
  public record Unsupported(String part, String reason) {}

  public Inspection {
    unsupported = List.copyOf(unsupported);
    notes = List.copyOf(notes);
  }

  /// Whether nothing is missing.
  public boolean supported() {
    return unsupported.isEmpty();
  }

  /// Looks at a folder.
  public static Inspection of(ModelFolder folder) {
    Search search = new Search();
    boolean family =
        search
            .in(
                "family",
                () -> {
                  Families.requireSupported(folder);
                  return true;
                })
            .isPresent();
    SpecialTokens specials =
        search
            .in("tokenizer", () -> SpecialTokens.of(folder))
            .orElseGet(() -> new SpecialTokens(new LinkedHashMap<>()));
    Optional<ChatTemplate> template =
        search.in("chat template", () -> ChatTemplate.of(folder, specials));
    search
        .in("generation", () -> GenerationDefaults.of(folder.generationConfig(), folder.config()))
        .ifPresent(defaults -> search.ignored = defaults.ignored());
    Optional<Tokenizer> tokenizer = search.in("tokenizer", () -> tokenizer(folder));
    try {
      Optional<Weights> weights = search.in("weights", folder::weights);
      if (weights.isEmpty()) {
        return search.found(Optional.empty(), List.of(), Optional.empty());
      }
      try (Weights files = weights.get()) {
        Optional<TextConfig> text =
            family && tokenizer.isPresent()
                ? search.in(
                    "network",
                    () ->
                        Families.check(
                            folder,
                            tokenizer.get(),
                            files,
                            model ->
                                template.ifPresent(written ->
                                    new ImageTokenCheck(model, tokenizer.get(), specials)
                                        .require(written))))
                : Optional.empty();
        List<String> notes = new ArrayList<>(files.notes());
        notes.addAll(folder.unread(files));
        return search.found(
            files.adapter().map(Adapter::summary), notes, text.map(ModelOutline.Decoder::of));
      }
    } finally {
      tokenizer.ifPresent(Tokenizer::close);
    }
  }

  private static Tokenizer tokenizer(ModelFolder folder) {
    folder.tokenizerFile(); // says what to do where there is none
    return Tokenizer.open(folder.path());
  }

  /// Goes through the parts, and past those that are missing or broken.
  private static final class Search {
    private final List<Unsupported> unsupported = new ArrayList<>();
    private Optional<String> contradiction = Optional.empty();
    private SequencedMap<String, Object> ignored = new LinkedHashMap<>();

    <T> Optional<T> in(String part, Supplier<T> look) {
      try {
        return Optional.of(look.get());
      } catch (FoveaException | TemplateException missing) {
        String reason = String.valueOf(missing.getMessage());
        unsupported.add(new Unsupported(part, reason));
        if (!(missing instanceof UnsupportedException)) {
          contradiction = contradiction.or(() -> Optional.of(reason));
        }
        return Optional.empty();
      }
    }

    Inspection found(
        Optional<String> adapter, List<String> notes, Optional<ModelOutline.Decoder> text) {
      return new Inspection(unsupported, contradiction, adapter, notes, ignored, text);
    }
  }
}
