package dev.fovea.engine.internal.text;

import static dev.fovea.engine.prompt.TokenRole.CONTEXT;
import static dev.fovea.engine.prompt.TokenRole.QUESTION;
import static dev.fovea.engine.prompt.TokenRole.SPECIAL;
import static dev.fovea.engine.prompt.TokenRole.TEMPLATE;
import static dev.fovea.engine.prompt.TokenRole.VISUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.text.RenderedPrompt.Span;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PromptTokenizerTest {
  private static final int VISUAL_TOKENS = 16;
  private static final PictureTexts NONE = new PictureTexts("<image>", 339, List.of());

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void idsAndVisualPositionsAreThoseOfTransformers(String name) {
    Fixture fixture = Fixture.of(name);
    JsonNode reference = fixture.json("reference/cases.json");
    int image = reference.get("summary").get("image_token_id").asInt();
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      String placeholder = tokenizer.token(image).orElseThrow();
      for (JsonNode one : reference.get("cases")) {
        RenderedPrompt prompt = new RenderedPrompt(one.get("prompt").asString(), List.of());
        PromptLayout layout =
            prompts.layout(prompt, images(placeholder, image, one.get("visual_runs").size()));
        assertThat(layout.ids())
            .as(one.get("name").asString())
            .isEqualTo(Fixture.ints(one.get("input_ids")));
        assertThat(layout.positions(VISUAL))
            .isEqualTo(
                one.get("visual_runs")
                    .valueStream()
                    .flatMapToInt(run -> IntStream.range(run.get(0).asInt(), run.get(1).asInt()))
                    .toArray());
      }
    }
  }

  @Test
  void contextTokensAreThePrunableOnesOfTheReference() throws IOException {
    Fixture fixture = Fixture.of("llava");
    JsonNode reference = fixture.json("reference/cases.json");
    int image = reference.get("summary").get("image_token_id").asInt();
    String prompt =
        reference
            .get("cases")
            .valueStream()
            .filter(one -> one.get("name").asString().equals("one_image_long"))
            .findFirst()
            .orElseThrow()
            .get("prompt")
            .asString();
    int start = prompt.indexOf("The harbour book");
    int border = prompt.indexOf("\n\nQuestion:");
    int end = prompt.indexOf(" ASSISTANT:");
    List<Span> spans =
        List.of(new Span(border, end, QUESTION, 0), new Span(start, border, CONTEXT, 0));
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      PromptLayout layout =
          prompts.layout(new RenderedPrompt(prompt, spans), images("<image>", image, 1));
      assertThat(layout.positions(CONTEXT))
          .isEqualTo(
              fixture.int32Tensor("reference/one_image_long.pruning.safetensors", "prunable"));
      assertThat(layout.positions(SPECIAL)).containsExactly(0);
      assertThat(layout.positions(VISUAL)).hasSize(VISUAL_TOKENS);
      int[] question = layout.positions(QUESTION);
      assertThat(layout.characters(question[0])).isEqualTo("\n");
      assertThat(question).hasSizeGreaterThan(20);
      assertThat(IntStream.of(layout.positions(TEMPLATE)))
          .allMatch(position -> layout.tokens().get(position).message() == -1);
    }
  }

  @Test
  void tokensOfAFixedSpanAreFixedAndNoOthers() {
    Fixture fixture = Fixture.of("llava");
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      String text = "keep it, drop this";
      PromptLayout layout =
          new PromptTokenizer(tokenizer, fixture.specialTokens())
              .layout(
                  new RenderedPrompt(
                      text,
                      List.of(
                          new Span(0, 8, CONTEXT, 0, true),
                          new Span(8, text.length(), CONTEXT, 0))),
                  NONE);
      assertThat(layout.tokens())
          .allMatch(token -> token.fixed() == (token.role() == CONTEXT && token.end() <= 8));
      assertThat(layout.tokens()).anyMatch(PromptLayout.Token::fixed);
      assertThat(layout.tokens()).anyMatch(token -> token.role() == CONTEXT && !token.fixed());
    }
  }

  @Test
  void aWordWithTheTemplatesSpaceBeforeItIsTheTemplates() {
    Fixture fixture = Fixture.of("llava");
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      String text = "USER: of the boat";
      PromptLayout layout =
          new PromptTokenizer(tokenizer, fixture.specialTokens())
              .layout(
                  new RenderedPrompt(text, List.of(new Span(6, text.length(), CONTEXT, 0))), NONE);
      int[] context = layout.positions(CONTEXT);
      assertThat(layout.characters(context[0] - 1)).isEqualTo(" of");
      assertThat(layout.tokens().get(context[0] - 1).role()).isEqualTo(TEMPLATE);
    }
  }

  @Test
  void theBeginningOfTheSequenceIsNotWrittenTwice() {
    Fixture fixture = Fixture.of("llava");
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      int[] added = prompts.layout(new RenderedPrompt("Why?", List.of()), NONE).ids();
      assertThat(prompts.layout(new RenderedPrompt("<|begin|>Why?", List.of()), NONE).ids())
          .startsWith(336)
          .isEqualTo(added);
      PromptTokenizer without = new PromptTokenizer(tokenizer, SpecialTokens.of(Map.of()));
      assertThat(without.layout(new RenderedPrompt("<|begin|>Why?", List.of()), NONE).ids())
          .startsWith(336, 336);
    }
  }

  @Test
  void onlyVisualIdsOfAnExpansionReceiveFeatures() {
    Fixture fixture = Fixture.of("llava");
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      PromptLayout layout =
          prompts.layout(
              new RenderedPrompt("a<image>b", List.of(new Span(8, 9, QUESTION, 0))),
              new PictureTexts("<image>", 338, List.of("<|end|><pad><pad>%")));
      assertThat(layout.ids()).containsExactly(336, 64, 337, 338, 338, 4, 65);
      assertThat(layout.positions(VISUAL)).containsExactly(3, 4);
      assertThat(layout.positions(SPECIAL)).containsExactly(0, 2);
      assertThat(layout.positions(TEMPLATE)).containsExactly(1, 5);
      assertThat(layout.positions(QUESTION)).containsExactly(6);
      assertThat(layout.characters(3)).isEqualTo("<image>");
      assertThat(layout.characters(6)).isEqualTo("b");
    }
  }

  @Test
  void aTokenAcrossTheBorderOfAnExpansionIsTheTemplates() {
    Fixture fixture = Fixture.of("llava");
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      String text = "see [x]the boat";
      PromptLayout layout =
          prompts.layout(
              new RenderedPrompt(text, List.of(new Span(7, text.length(), QUESTION, 0))),
              new PictureTexts("[x]", 338, List.of("<pad> ")));
      // The expansion's last space and the first word are one token.
      int word = layout.positions(VISUAL)[0] + 1;
      assertThat(layout.characters(word)).isEqualTo("[x]the");
      assertThat(layout.tokens().get(word).role()).isEqualTo(TEMPLATE);
      assertThat(layout.tokens().get(word + 1).role()).isEqualTo(QUESTION);
    }
  }

  @Test
  void aTypedVisualTokenIsRefused() {
    Fixture fixture = Fixture.of("llava");
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      RenderedPrompt typed =
          new RenderedPrompt("[x] is <pad> ok", List.of(new Span(4, 15, QUESTION, 2)));
      assertThatThrownBy(
              () -> prompts.layout(typed, new PictureTexts("[x]", 338, List.of("<pad>"))))
          .isInstanceOf(FoveaException.class)
          .hasMessage("the text of message 2 contains \"<pad>\", which only stands for pictures");
    }
  }

  @Test
  void aPlaceholderTooManyIsToldWithBothNumbers() {
    Fixture fixture = Fixture.of("llava");
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      RenderedPrompt typed =
          new RenderedPrompt("<image>\nis <image> ok", List.of(new Span(8, 21, QUESTION, 0)));
      assertThatThrownBy(() -> prompts.layout(typed, images("<image>", 339, 1)))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              "expected 1 image placeholders \"<image>\" in the prompt for 1 images, found 2; the"
                  + " text of message 0 contains one itself");
      RenderedPrompt none = new RenderedPrompt("Why?", List.of());
      assertThatThrownBy(() -> prompts.layout(none, images("<image>", 339, 1)))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              "expected 1 image placeholders \"<image>\" in the prompt for 1 images, found 0");
    }
  }

  private static PictureTexts images(String placeholder, int image, int count) {
    return new PictureTexts(
        placeholder, image, Collections.nCopies(count, placeholder.repeat(VISUAL_TOKENS)));
  }
}
