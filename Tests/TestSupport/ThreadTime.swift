import Foundation

/// The processor time of the calling thread. Unlike a clock, it does not count other work on the machine.
public enum ThreadTime {
    /// Seconds since the thread began.
    public static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
