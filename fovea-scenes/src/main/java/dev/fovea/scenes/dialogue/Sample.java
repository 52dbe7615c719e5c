package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.scene.Scene;
import java.util.ArrayList;
import java.util.List;

/// A picture and a dialogue. The picture stands before the text of the first user message.
public record Sample(Scene scene, List<Exchange> exchanges) {
  public Sample {
    exchanges = List.copyOf(exchanges);
  }

  /// User and assistant messages by turns, the first from the user.
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>(2 * exchanges.size());
    for (Exchange exchange : exchanges) {
      messages.add(new Message(true, exchange.userText()));
      messages.add(new Message(false, exchange.request().answer()));
    }
    return messages;
  }
}
