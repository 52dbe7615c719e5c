package dev.fovea.engine.prompt;

import java.util.List;

/// One turn of a conversation.
public record Message(Role role, List<Part> parts) {

  public Message {
    parts = List.copyOf(parts);
  }

  /// Who speaks.
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT;

    /// The name that chat templates and OpenAI-style requests use.
    public String wireName() {
      return switch (this) {
        case SYSTEM -> "system";
        case USER -> "user";
        case ASSISTANT -> "assistant";
      };
    }
  }
}
