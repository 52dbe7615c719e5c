package dev.fovea.engine.internal.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class GateTest {

  @Test
  void closingWaitsForTheStepThatRunsAndIsTheLastOne() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch inside = new CountDownLatch(1);
    Gate gate = new Gate("the engine", 1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> step =
          threads.submit(() ->
              gate.run(() -> {
                inside.countDown();
                while (!isClosing(gate)) {
                  Thread.onSpinWait();
                }
                order.add("step");
              }));
      inside.await();
      gate.close(() -> order.add("freed"));
      gate.close(() -> order.add("freed again"));
      step.get();
    }
    assertThat(order).containsExactly("step", "freed");
    assertThatThrownBy(() -> gate.run(() -> order.add("late")))
        .isExactlyInstanceOf(ClosedException.class)
        .hasMessage("the engine is closed");
    gate.release(() -> order.add("released"));
    assertThat(order).containsExactly("step", "freed", "released");
  }

  private static boolean isClosing(Gate gate) {
    try {
      gate.requireOpen();
      return false;
    } catch (ClosedException closing) {
      return true;
    }
  }

  @Test
  void aLongStepEndsAtItsNextPauseWhereSomebodyCloses() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    Gate gate = new Gate("the engine", 1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> step =
          threads.submit(() ->
              gate.run(() -> {
                inside.countDown();
                while (true) {
                  gate.pause();
                }
              }));
      inside.await();
      gate.close(() -> {});
      assertThatThrownBy(step::get).hasCauseExactlyInstanceOf(ClosedException.class);
    }
  }

  @Test
  void othersGoFirstWhereALongStepPauses() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Gate gate = new Gate("the engine", 1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> step =
          threads.submit(() ->
              gate.run(() -> {
                inside.countDown();
                while (asked.getCount() > 0 || order.isEmpty()) {
                  gate.pause();
                }
                order.add("long");
              }));
      inside.await();
      asked.countDown();
      gate.run(() -> order.add("short"));
      step.get();
    }
    assertThat(order).containsExactly("short", "long");
  }

  @Test
  void anInterruptEndsALongStepAtItsNextPauseAndStaysSet() {
    Gate gate = new Gate("the engine", 1);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> gate.run(gate::pause))
          .isExactlyInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  /// Of two that compute at the same time, OpenBLAS follows the more modest; afterwards it is as
  /// before.
  @Test
  void openBlasTakesTheLeastOfThoseWhoComputeNow() {
    Libtorch.require();
    int before = OpenBlas.threads();
    Gate three = new Gate("three", 3);
    Gate one = new Gate("one", 1);
    List<Integer> seen = new ArrayList<>();
    three.run(() -> {
      seen.add(OpenBlas.threads());
      one.run(() -> seen.add(OpenBlas.threads()));
      seen.add(OpenBlas.threads());
      seen.add(OpenBlas.with(2, OpenBlas::threads));
      seen.add(OpenBlas.with(7, OpenBlas::threads));
    });
    seen.add(OpenBlas.threads());
    assertThat(seen).containsExactly(3, 1, 3, 2, 3, before);
  }

  @Test
  void whatLibtorchThrowsBecomesALine() {
    Gate gate = new Gate("the engine", 1);
    assertThatThrownBy(() ->
            gate.run(() -> {
              try (Scope scope = new Scope()) {
                torch.zeros(2).add(torch.zeros(3));
              }
            }))
        .isExactlyInstanceOf(FoveaException.class)
        .hasMessage(
            "libtorch cannot compute this: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0")
        .hasCauseExactlyInstanceOf(RuntimeException.class);
    assertThatThrownBy(() ->
            gate.run(() -> {
              try (Scope scope = new Scope()) {
                torch.zeros(1L << 50);
              }
            }))
        .isExactlyInstanceOf(CapacityException.class)
        .hasMessageStartingWith("not enough memory: ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void threadsWaitInALoopForAShortTimeUnlessTheUserHasSaidHow() {
    assertThat(WaitPolicy.choice(Map.of("PATH", "/bin"))).hasValue("1000");
    assertThat(WaitPolicy.choice(Map.of("OMP_WAIT_POLICY", "active"))).isEmpty();
    assertThat(WaitPolicy.choice(Map.of("GOMP_SPINCOUNT", "5"))).isEmpty();
    assertThat(WaitPolicy.choice(Map.of("KMP_BLOCKTIME", "0"))).isEmpty();
  }
}
