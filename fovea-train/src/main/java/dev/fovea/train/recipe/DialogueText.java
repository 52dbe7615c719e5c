package dev.fovea.train.recipe;

import dev.fovea.engine.text.Tokenizer;
import dev.fovea.scenes.dialogue.Caption;
import dev.fovea.scenes.dialogue.Exchange;
import dev.fovea.scenes.dialogue.OtherQuestion;
import dev.fovea.scenes.dialogue.Question;
import dev.fovea.scenes.dialogue.Sample;
import java.util.Arrays;

/// Dialogues as token ids, as the model's chat template writes them with every answer in its place.
final class DialogueText {
  private static final String START =
      "A chat between a user and an assistant about pictures. USER: <image>\n";

  private final Tokenizer tokenizer;
  private final int visualTokens;
  private final int image;
  private final int end;
  private final int[] turn;

  /// @param visualTokens that take the place of a picture
  DialogueText(Tokenizer tokenizer, int visualTokens) {
    this.tokenizer = tokenizer;
    this.visualTokens = visualTokens;
    image = id("<image>");
    end = id("</s>");
    turn = tokenizer.encode(" ASSISTANT:", false).ids();
  }

  /// The token that a picture stands for.
  int image() {
    return image;
  }

  private int id(String token) {
    return tokenizer
        .id(token)
        .orElseThrow(() -> new IllegalArgumentException("the tokenizer has no " + token));
  }

  /// A dialogue.
  ///
  /// @param ids with visual tokens
  /// @param weights what predicting each of the ids counts
  /// @param answered whether each of the ids is part of an answer that can be known
  record Tokens(int[] ids, float[] weights, boolean[] answered) {}

  /// The dialogue of a sample.
  ///
  /// @param answerWeight what predicting a token of an answer counts
  /// @param textWeight what predicting any other token counts
  Tokens of(Sample sample, double answerWeight, double textWeight) {
    int[] plain = tokenizer.encode(text(sample), true).ids();
    int[] ids = new int[plain.length + visualTokens - 1];
    float[] weights = new float[ids.length];
    boolean[] answered = new boolean[ids.length];
    int exchange = 0;
    boolean answering = false;
    int at = 0;
    for (int i = 0; i < plain.length; i++) {
      if (plain[i] == image) {
        Arrays.fill(ids, at, at + visualTokens, image);
        at += visualTokens;
        continue;
      }
      ids[at] = plain[i];
      answered[at] = answering && isKnowable(sample, exchange);
      weights[at] = (float) (answered[at] ? answerWeight : textWeight);
      if (answering && plain[i] == end) {
        answering = false;
        exchange++;
      } else if (isTurn(plain, i + 1)) {
        answering = true;
      }
      at++;
    }
    weights[0] = 0;
    return new Tokens(ids, weights, answered);
  }

  /// Whether the words before an answer end there.
  private boolean isTurn(int[] ids, int end) {
    int start = end - turn.length;
    return start >= 0 && Arrays.equals(ids, start, end, turn, 0, turn.length);
  }

  /// Answers about other pictures are not.
  private static boolean isKnowable(Sample sample, int exchange) {
    return switch (sample.exchanges().get(exchange).request()) {
      case Question _, Caption _ -> true;
      case OtherQuestion _ -> false;
    };
  }

  /// What the chat template writes, and the answers.
  static String text(Sample sample) {
    StringBuilder text = new StringBuilder(START);
    boolean first = true;
    for (Exchange exchange : sample.exchanges()) {
      text.append(first ? "" : "USER: ")
          .append(exchange.userText())
          .append(" ASSISTANT: ")
          .append(exchange.request().answer())
          .append("</s>");
      first = false;
    }
    return text.toString();
  }
}
