package dev.fovea.engine.text;

import static dev.fovea.engine.text.TokenRole.CONTEXT;
import static dev.fovea.engine.text.TokenRole.QUESTION;
import static dev.fovea.engine.text.TokenRole.SYSTEM;
import static dev.fovea.engine.text.TokenRole.VISUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.Message;
import dev.fovea.engine.Message.Role;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.vision.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatTemplateTest {
  private static final SpecialTokens TOKENS =
      new SpecialTokens(Map.of("bos_token", "<s>", "eos_token", "</s>"));
  private static final RgbImage PIXEL = new RgbImage(1, 1, new byte[3]);

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void promptsIdsAndVisualPositionsAreThoseOfTransformers(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    JsonNode reference = fixture.json("reference/cases.json");
    int image = reference.get("summary").get("image_token_id").asInt();
    ChatTemplate template = fixture.chatTemplate();
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      for (JsonNode one : reference.get("cases")) {
        Prompt prompt =
            ChatMessages.read(
                JsonMapper.shared().convertValue(one.get("messages"), List.class), path -> PIXEL);
        RenderedPrompt rendered = template.render(prompt);
        assertThat(rendered.text()).isEqualTo(one.get("prompt").asString());
        int[] visual = new int[16];
        Arrays.fill(visual, image);
        PromptLayout layout =
            prompts.expand(
                prompts.layout(rendered),
                image,
                image,
                Collections.nCopies(prompt.images().size(), visual));
        assertThat(layout.ids()).isEqualTo(Fixture.ints(one.get("input_ids")));
        assertThat(layout.positions(VISUAL))
            .isEqualTo(
                one.get("visual_runs")
                    .valueStream()
                    .flatMapToInt(run -> IntStream.range(run.get(0).asInt(), run.get(1).asInt()))
                    .toArray());
        assertThat(spans(rendered))
            .extracting(span -> span.toList().getFirst())
            .containsExactlyElementsOf(
                prompt.messages().stream()
                    .flatMap(message -> message.parts().stream())
                    .filter(Part.Text.class::isInstance)
                    .map(part -> ((Part.Text) part).text())
                    .toList());
      }
    }
  }

  @Test
  void contextBeforeTheQuestionIsPrunableAsTheReferenceHasIt() throws IOException {
    Fixture fixture = Fixture.of("llava");
    String whole =
        fixture
            .json("reference/cases.json")
            .get("cases")
            .get(1)
            .at("/messages/0/content/1/text")
            .asString();
    int border = whole.indexOf("\n\nQuestion:");
    Prompt prompt =
        new Prompt(
            List.of(
                new Message(
                    Role.USER,
                    List.of(
                        new Part.Image("tall.png", PIXEL),
                        new Part.Context(whole.substring(0, border)),
                        new Part.Text(whole.substring(border))))));
    int[] visual = new int[16];
    Arrays.fill(visual, 339);
    try (Tokenizer tokenizer = Tokenizer.open(fixture.folder())) {
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, fixture.specialTokens());
      // This template writes a space after every item, which the reference's single item lacks.
      ChatTemplate template =
          ChatTemplate.of(
              Files.readString(fixture.folder().resolve("chat_template.jinja"))
                  .replace("part['text'] + ' '", "part['text']")
                  .replace("'ASSISTANT:'", "' ASSISTANT:'"),
              fixture.specialTokens());
      PromptLayout layout =
          prompts.expand(prompts.layout(template.render(prompt)), 339, 339, List.of(visual));
      assertThat(layout.positions(CONTEXT))
          .isEqualTo(
              fixture.int32Tensor("reference/one_image_long.pruning.safetensors", "prunable"));
    }
  }

  @Test
  void publishedTemplatesKeepTheTextsOfAConversationInTheirRoles() {
    Prompt prompt =
        new Prompt(
            List.of(
                message(Role.USER, "user"),
                message(Role.ASSISTANT, "assistant"),
                new Message(
                    Role.USER, List.of(new Part.Context("user "), new Part.Text("user: why?")))));
    JsonNode cases = Fixture.of("chat-templates").json("cases.json");
    assertThat(cases).hasSize(40);
    for (Map.Entry<String, JsonNode> one : cases.properties()) {
      String source = one.getValue().get("chat_template").asString();
      RenderedPrompt rendered = ChatTemplate.of(source, TOKENS).render(prompt);
      assertThat(spans(rendered))
          .as(one.getKey())
          .containsExactly(
              tuple("user", CONTEXT, 0),
              tuple("assistant", CONTEXT, 1),
              tuple("user ", CONTEXT, 2),
              tuple("user: why?", QUESTION, 2));
    }
  }

  @Test
  void everyTextHasItsRole() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}[{{ m.role }}]{% for c in m.content %}"
                + "{% if c.type == 'image' %}<image>{% else %}{{ c.text }}{% endif %}{% endfor %}"
                + "{% endfor %}",
            TOKENS);
    RenderedPrompt prompt =
        template.render(
            new Prompt(
                List.of(
                    message(Role.SYSTEM, "Be short."),
                    message(Role.USER, "user"),
                    message(Role.ASSISTANT, "user"),
                    new Message(
                        Role.USER,
                        List.of(
                            new Part.Context("Long."),
                            new Part.Image("a.png", PIXEL),
                            new Part.Text("user"))))));
    assertThat(prompt.text())
        .isEqualTo("[system]Be short.[user]user[assistant]user[user]Long.<image>user");
    assertThat(spans(prompt))
        .containsExactly(
            tuple("Be short.", SYSTEM, 0),
            tuple("user", CONTEXT, 1),
            tuple("user", CONTEXT, 2),
            tuple("Long.", CONTEXT, 3),
            tuple("user", QUESTION, 3));
  }

  @Test
  void aTemplateThatTrimsAndSaysTheSameWordsItselfKeepsExactSpans() {
    ChatTemplate template =
        ChatTemplate.of(
            "{{ bos_token }}{% for m in messages %}<turn>{{ m.role }}\n"
                + "{% for c in m.content %}{% if c.type == 'text' %}{{ c.text | trim }}{% endif %}"
                + "{% endfor %}{{ '\\n' }}{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<turn>model\\n' }}{% endif %}",
            TOKENS);
    RenderedPrompt prompt =
        template.render(
            new Prompt(
                List.of(
                    message(Role.USER, " turn\n"),
                    message(Role.ASSISTANT, "\n"),
                    message(Role.USER, "turn"))));
    assertThat(prompt.text())
        .isEqualTo("<s><turn>user\nturn\n<turn>assistant\n\n<turn>user\nturn\n<turn>model\n");
    assertThat(spans(prompt))
        .containsExactly(tuple("turn", CONTEXT, 0), tuple("turn", QUESTION, 2));
    assertThat(prompt.spans().getFirst().start()).isEqualTo(14);
  }

  @Test
  void aTemplateThatChangesCaseKeepsExactSpans() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}User: {{ m.content[0].text | upper }}\n{% endfor %}", TOKENS);
    assertThat(spans(template.render(new Prompt(List.of(message(Role.USER, "user: why?"))))))
        .containsExactly(tuple("USER: WHY?", QUESTION, 0));
  }

  @Test
  void aTemplateForStringsGetsStrings() {
    Prompt prompt =
        new Prompt(
            List.of(
                message(Role.SYSTEM, "Be short."),
                new Message(
                    Role.USER, List.of(new Part.Context("Long. "), new Part.Text("Why?")))));
    for (String content :
        List.of("{{ m.content }}", "{{ m.content + '' }}", "{{ m.content|trim }}")) {
      ChatTemplate template =
          ChatTemplate.of(
              "{% for m in messages %}[{{ m.role }}] " + content + "\n{% endfor %}", TOKENS);
      RenderedPrompt rendered = template.render(prompt);
      assertThat(rendered.text()).isEqualTo("[system] Be short.\n[user] Long. Why?\n");
      assertThat(spans(rendered))
          .contains(tuple("Be short.", SYSTEM, 0), tuple("Why?", QUESTION, 1));
    }
  }

  @Test
  void aTemplateMayTakeItemsFromTheUserAndStringsFromTheAssistant() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}{% if m.role == 'user' %}[INST]{% for c in m.content %}"
                + "{{ '[IMG]' if c.type == 'image' else c.text }}{% endfor %}[/INST]"
                + "{% else %}{{ m.content + eos_token }}{% endif %}{% endfor %}",
            TOKENS);
    RenderedPrompt prompt =
        template.render(
            new Prompt(
                List.of(
                    new Message(
                        Role.USER, List.of(new Part.Image("a.png", PIXEL), new Part.Text("What?"))),
                    message(Role.ASSISTANT, "A boat."),
                    message(Role.USER, "When?"))));
    assertThat(prompt.text()).isEqualTo("[INST][IMG]What?[/INST]A boat.</s>[INST]When?[/INST]");
    assertThat(spans(prompt))
        .containsExactly(
            tuple("What?", CONTEXT, 0), tuple("A boat.", CONTEXT, 1), tuple("When?", QUESTION, 2));
  }

  @Test
  void whatATemplateRefusesIsToldInOneLine() {
    assertThatThrownBy(() -> ChatTemplate.of("{% if %}", TOKENS))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("chat template, line 1, column ");
    ChatTemplate template =
        ChatTemplate.of(
            "{% if messages[0].role == 'system' %}{{ raise_exception('No system\nmessage') }}"
                + "{% endif %}{{ messages[0].content[0].text }}",
            TOKENS);
    assertThatThrownBy(() ->
            template.render(
                new Prompt(List.of(message(Role.SYSTEM, "a"), message(Role.USER, "b")))))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("No system")
        .hasMessageNotContaining("\n");
  }

  private static Message message(Role role, String text) {
    return new Message(role, List.of(new Part.Text(text)));
  }

  private static List<Tuple> spans(RenderedPrompt prompt) {
    return prompt.spans().stream()
        .map(span ->
            tuple(prompt.text().substring(span.start(), span.end()), span.role(), span.message()))
        .toList();
  }
}
