package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "港口|的|书。|第一|天|红船|带|着|盐|和|绳子|进来，|管理|员",
        "私|は|「学生」|です。|東京|に|住|んで|い|ます！",
        "ภาษา|ไทย|ไม่มี|ช่อง|ว่าง|ระหว่าง|คำ",
        "ພາສາ|ລາວ|ບໍ່ມີ|ຍະ|ຫວ່າງ",
        "ភាសាខ្មែរ|មិន|មាន|ចន្លោះ",
        "မြန်မာ|စကားပြော|တယ်",
        "手机|ABC|港口|3.14|米",
        "안녕하세요 |저는 |학생입니다.",
        "नमस्ते |दुनिया। |यह",
        "don't |well-known |e.g. |“3.14” |naïve |— |Ελλάδα, |Москва! |🦊🐻"
      })
  void words(String words) {
    String text = words.replace("|", "");
    assertThat(String.join("|", parts(text, Segments.words(text)))).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "港口的书。|第一天红船！|谁付钱？|没有人付钱。",
        "「是的。」|他说。|“好！”|她说。|『真的？！』…|她走了。",
        "他走了……|没有回来。|次…|終わり。",
        "真的吗?|是的!|好｡|完",
        "हाँ। |यह वाक्य है॥ |ठीक",
        "هل هذا صحيح؟ |نعم.",
        "ភាសា។ |ខ្មែរ",
        "ไปตลาด |ซื้อปลา 3 ตัว |กลับบ้าน\n|ພາສາ",
        "Mr. |Fox paid 3.5 m… and left. |“Why?” |he said. |U.S. law\n\n|No"
      })
  void sentences(String sentences) {
    String text = sentences.replace("|", "");
    assertThat(String.join("|", parts(text, Segments.sentences(text)))).isEqualTo(sentences);
  }

  @Test
  void aCharacterIsWhatAReaderTakesForOne() {
    String text = "ae\u0301\r\n港👨‍👩‍👧🇩🇪🇫🇷👍🏽ก็न्त한각";

    assertThat(parts(text, Characters.starts(text)))
        .containsExactly(
            "a",
            "e\u0301",
            "\r",
            "\n",
            "港",
            "👨‍👩‍👧",
            "🇩🇪",
            "🇫🇷",
            "👍🏽",
            "ก็",
            "न्त",
            "한",
            "각");
    assertThat(parts("a\r\nb", Characters.starts("a\r\nb"))).containsExactly("a", "\r", "\n", "b");
  }

  @Test
  void aTextInLatinLettersIsCutAsEver() {
    String[] pieces = {
      "The", " red", "  ", "boat.", "\n\n", "Why?", " \"No\"", " e.g.", " naïve", "’s", " —",
      " 3.5", "é", "\t", "Ž"
    };
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      assertThat(Scripts.any(text.toString())).isFalse();
      BitSet words = Segments.words(text.toString());
      for (int i = 1; i < text.length(); i++) {
        boolean blank = Segments.isBlank(text.charAt(i - 1)) && !Segments.isBlank(text.charAt(i));
        assertThat(words.get(i)).isEqualTo(blank);
      }
    }
  }

  private static List<String> parts(String text, BitSet starts) {
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int next = starts.nextSetBit(from + 1);
      int to = next < 0 || next > text.length() ? text.length() : next;
      parts.add(text.substring(from, to));
      from = to;
    }
    return parts;
  }
}
