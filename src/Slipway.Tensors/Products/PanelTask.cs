using Slipway.Tensors.Weights;

namespace Slipway.Tensors.Products;

/// <summary>Some weight rows of a product with some of its inputs.</summary>
internal unsafe struct PanelTask
{
    public Product Product;

    public WeightKernel Kernel;

    public int FirstWeight;

    public int LastWeight;

    /// <summary>Input m lies at Input + m · Stride, and may be read to whole sixteens.</summary>
    public float* Input;

    public int Stride;

    public int FirstInput;

    public int LastInput;
}
