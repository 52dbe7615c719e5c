package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.internal.text.PictureTexts;
import dev.fovea.engine.internal.text.PromptTokenizer;
import dev.fovea.engine.internal.text.RenderedPrompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningUnit;
import dev.fovea.pruning.score.TokenScores;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// On the tokenizers of real families, whose bytes and code points spread a character over tokens:
/// whatever goes, characters go whole.
class WholeCharactersTest {
  private static final int ROUNDS = 30;
  private static final String FIXTURES = "../fixtures/";
  private static final String[] PIECES = {
    "港口的书。",
    "第一天",
    "红船带着盐",
    "！",
    "「はい」",
    "東京に",
    "カメラー",
    "ภาษาไทย",
    "ไม่มี",
    "ก็",
    "ພາສາລາວ",
    "ភាសាខ្មែរ",
    "မြန်မာ",
    "नमस्ते",
    "दुनिया।",
    "안녕하세요",
    "한국",
    "👨‍👩‍👧‍👦",
    "🇩🇪",
    "👍🏽",
    "🦊",
    "e\u0301",
    "ñ",
    "ß",
    "The red boat",
    " ",
    "\n",
    "\r\n",
    " 3.14",
    "…",
    "“quoted”",
    "العربية؟",
    "x"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIXTURES + "llava",
        FIXTURES + "llava-spm",
        FIXTURES + "qwen2_vl",
        FIXTURES + "gemma3",
        FIXTURES + "mistral3",
        "../fovea-builtin/src/main/resources/dev/fovea/builtin/model"
      })
  void noUnitCutsACharacter(String folder) {
    Random random = new Random(folder.hashCode());
    try (Tokenizer tokenizer = Tokenizer.open(Path.of(folder))) {
      for (int round = 0; round < ROUNDS; round++) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3 + random.nextInt(20); i++) {
          text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        PromptLayout layout = layout(tokenizer, text.toString());
        for (PruningUnit unit : PruningUnit.values()) {
          check(tokenizer, layout, unit, random);
        }
      }
    }
  }

  private static void check(
      Tokenizer tokenizer, PromptLayout layout, PruningUnit unit, Random random) {
    double rate = random.nextDouble();
    PruningPolicy policy =
        PolicySettings.apply(
                PruningPolicy.preset("paper"), List.of("unit=" + Names.of(unit), "protect-last=2"))
            .withRate(rate);
    TokenScores scores = TokenScores.of(random.doubles(layout.size()).toArray());
    Selection selection = Selector.select(policy, layout, scores);

    List<Integer> positions =
        Units.of(policy, layout).stream().flatMap(List::stream).sorted().toList();
    assertThat(positions).doesNotHaveDuplicates();
    assertThat(positions)
        .containsExactlyElementsOf(
            IntStream.range(0, layout.size())
                .filter(position -> selection.rank(position) >= 0)
                .boxed()
                .toList());
    assertThat(selection.dropped().length)
        .isLessThanOrEqualTo((int) Math.floor(rate * positions.size() + 1e-9));

    BitSet characters = Characters.starts(layout.text());
    for (int i = 1; i < layout.size(); i++) {
      Token before = layout.tokens().get(i - 1);
      Token token = layout.tokens().get(i);
      boolean whole = before.end() <= token.start() && characters.get(token.start());
      boolean context = before.role() == TokenRole.CONTEXT && token.role() == TokenRole.CONTEXT;
      if (context && !whole) {
        assertThat(selection.isKept(i)).as("position %d", i).isEqualTo(selection.isKept(i - 1));
      }
    }
    int[] kept = Arrays.stream(selection.kept()).map(i -> layout.tokens().get(i).id()).toArray();
    assertThat(tokenizer.decode(kept, false)).doesNotContain("\uFFFD");
    PruningTrace trace = Tracing.trace(policy, layout, Optional.empty(), scores, selection);
    assertThat(trace.droppedSample()).doesNotContain("\uFFFD");
  }

  private static PromptLayout layout(Tokenizer tokenizer, String context) {
    String before = "USER: ";
    String behind = "\nUSER: Where?";
    RenderedPrompt prompt =
        new RenderedPrompt(
            before + context + behind,
            List.of(
                new RenderedPrompt.Span(
                    before.length(), before.length() + context.length(), TokenRole.CONTEXT, 0)));
    return new PromptTokenizer(tokenizer, new SpecialTokens(new java.util.LinkedHashMap<>()))
        .layout(prompt, new PictureTexts("<no picture>", -1, List.of()));
  }
}
