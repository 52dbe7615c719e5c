package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.scene.SeedStream;
import java.util.ArrayList;
import java.util.List;

/// Texts that a tokenizer is trained on.
public final class Corpus {
  private Corpus() {}

  /// Messages of samples, of the forms that bring words, as the chat template sets them, for
  /// training a tokenizer.
  public static List<String> texts(long seed, int count) {
    SampleGenerator generator =
        new SampleGenerator(SampleSettings.standard(), TokenCount::approximate);
    // Listings and glossaries have no words of their own that answers need.
    List<SampleForm> forms =
        List.of(SampleForm.SHORT, SampleForm.INTERLEAVED, SampleForm.FINAL, SampleForm.CAPTION);
    List<String> texts = new ArrayList<>(count + 1);
    for (int i = 0; texts.size() < count; i++) {
      SampleForm form = forms.get(i % forms.size());
      Sample sample = generator.sample(form, 256, SeedStream.TRAINING.random(seed, i));
      texts.add("A chat between a user and an assistant about pictures. USER: ");
      String start = "\n";
      for (Message message : sample.messages()) {
        texts.add((message.user() ? start : " ASSISTANT: ") + message.text());
        start = "USER: ";
      }
    }
    return texts.subList(0, count);
  }
}
