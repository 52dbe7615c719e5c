package dev.fovea.engine.internal.text;

import static dev.fovea.engine.prompt.TokenRole.CONTEXT;
import static dev.fovea.engine.prompt.TokenRole.QUESTION;
import static dev.fovea.engine.prompt.TokenRole.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.text.RenderedPrompt.Span;
import dev.fovea.engine.prompt.ChatMessages;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.text.SpecialTokens;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatTemplateTest {
  private static final SpecialTokens TOKENS =
      SpecialTokens.of(Map.of("bos_token", "<s>", "eos_token", "</s>"));
  private static final RgbImage PIXEL = new RgbImage(1, 1, new byte[3]);

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void promptsAreThoseOfTransformersAndHoldEveryText(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    JsonNode reference = fixture.json("reference/cases.json");
    ChatTemplate template = fixture.chatTemplate();
    for (JsonNode one : reference.get("cases")) {
      Prompt prompt =
          ChatMessages.read(
              JsonMapper.shared().convertValue(one.get("messages"), List.class), path -> PIXEL);
      RenderedPrompt rendered = template.render(prompt);
      assertThat(rendered.text()).isEqualTo(one.get("prompt").asString());
      assertThat(spans(rendered))
          .extracting(span -> span.toList().getFirst())
          .containsExactlyElementsOf(
              prompt.messages().stream()
                  .flatMap(message -> message.parts().stream())
                  .flatMap(part ->
                      switch (part) {
                        case Part.Text(String text) -> Stream.of(text);
                        case Part.Context(String text) -> Stream.of(text);
                        case Part.Protected(String text) -> Stream.of(text);
                        case Part.Image _ -> Stream.empty();
                      })
                  .toList());
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
    List<String> onlyWithTools =
        List.of("firefunction", "command-r-v01", "Hermes-2-Pro-Llama-3-8B (JSON Schema)");
    int rendered = 0;
    for (Map.Entry<String, JsonNode> one : cases.properties()) {
      if (onlyWithTools.stream().anyMatch(one.getKey()::contains)) {
        continue;
      }
      String source = one.getValue().get("chat_template").asString();
      rendered++;
      assertThat(spans(ChatTemplate.of(source, TOKENS).render(prompt)))
          .as(one.getKey())
          .containsExactly(
              tuple("user", CONTEXT, 0),
              tuple("assistant", CONTEXT, 1),
              tuple("user ", CONTEXT, 2),
              tuple("user: why?", QUESTION, 2));
    }
    assertThat(rendered).isEqualTo(36);
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
  void protectedTextIsFixedInTheRoleThatItsTurnGivesIt() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}{% for c in m.content %}{{ c.text }}{% endfor %}|{% endfor %}",
            TOKENS);
    RenderedPrompt prompt =
        template.render(
            new Prompt(
                List.of(
                    new Message(
                        Role.USER, List.of(new Part.Protected("keep"), new Part.Text("may go"))),
                    message(Role.ASSISTANT, "so"),
                    new Message(
                        Role.USER, List.of(new Part.Protected("short"), new Part.Text("why?"))))));
    assertThat(prompt.text()).isEqualTo("keepmay go|so|shortwhy?|");
    assertThat(prompt.spans())
        .containsExactly(
            new Span(0, 4, CONTEXT, 0, true),
            new Span(4, 10, CONTEXT, 0, false),
            new Span(11, 13, CONTEXT, 1, false),
            new Span(14, 19, QUESTION, 2, true),
            new Span(19, 23, QUESTION, 2, false));
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
  void dictsShowTheirKeysInTheOrderOfTransformers() {
    Prompt prompt =
        new Prompt(
            List.of(
                new Message(
                    Role.USER, List.of(new Part.Image("a.png", PIXEL), new Part.Text("Q")))));

    assertThat(
            ChatTemplate.of("{% for m in messages %}{{ m | tojson }}{% endfor %}", TOKENS)
                .render(prompt)
                .text())
        .isEqualTo(
            "{\"role\": \"user\", \"content\": [{\"type\": \"image\", \"image\": \"a.png\"}, {\"type\": \"text\", \"text\": \"Q\"}]}");
    assertThat(
            ChatTemplate.of(
                    "{% for m in messages %}{{ m.items() | list }}{% for c in m.content %}"
                        + "{% for k in c %}{{ k }} {% endfor %}{% endfor %}{% endfor %}",
                    TOKENS)
                .render(prompt)
                .text())
        .isEqualTo(
            "[('role', 'user'), ('content', [{'type': 'image', 'image': 'a.png'}, {'type': 'text', 'text': 'Q'}])]type image type text ");
  }

  @Test
  void aTemplateMayKnowPicturesByTheirKey() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}[{% for c in m.content %}{% if 'image' in c %}<image>"
                + "{% else %}{{ c.text }}{% endif %}{% endfor %}]{% endfor %}",
            TOKENS);

    assertThat(
            template
                .render(
                    new Prompt(
                        List.of(
                            new Message(
                                Role.USER,
                                List.of(new Part.Image("a.png", PIXEL), new Part.Text("Q"))))))
                .text())
        .isEqualTo("[<image>Q]");
  }

  @Test
  void specialTokensAreVariablesOnlyWhereTheFolderNamesThem() {
    ChatTemplate template =
        ChatTemplate.of(
            "{{ messages[0].content[0].text }}|{{ bos_token }}|{{ pad_token is defined }}|{{ foo }}|{{ tools }}|{{ documents }}",
            SpecialTokens.of(Map.of("bos_token", "<s>", "foo", "<f>")));

    assertThat(template.render(new Prompt(List.of(message(Role.USER, "Q")))).text())
        .isEqualTo("Q|<s>|False|<f>|None|None");
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
