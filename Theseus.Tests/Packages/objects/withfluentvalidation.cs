#:package FluentValidation@12.2.0
// Rules on properties, nested objects and elements, conditions, messages, an exception.
using FluentValidation;

var validator = new OrderValidator();
var bad = new Order { Number = "", Total = -1, Mail = "nobody", Address = new() { City = "x" }, Lines = [new() { Count = 0 }, new() { Count = 2 }], Kind = (Kind)9 };
foreach (var failure in validator.Validate(bad).Errors)
    Console.WriteLine($"{failure.PropertyName}: {failure.ErrorMessage} ({failure.ErrorCode}, {failure.Severity})");
Console.WriteLine(validator.Validate(new Order { Number = "A12", Total = 3, Mail = "a@b.c", Address = new() { City = "Rome" } }).IsValid);
try { validator.ValidateAndThrow(new Order()); }
catch (ValidationException e) { Console.WriteLine(e.Errors.Count()); }

public enum Kind { Plain, Gift }
public sealed class Address { public string City { get; set; } = ""; }
public sealed class Line { public int Count { get; set; } }
public sealed class Order
{
    public string Number { get; set; } = "";
    public decimal Total { get; set; }
    public string? Mail { get; set; }
    public Kind Kind { get; set; }
    public Address Address { get; set; } = new();
    public List<Line> Lines { get; set; } = [];
}
public sealed class AddressValidator : AbstractValidator<Address> { public AddressValidator() => RuleFor(a => a.City).MinimumLength(2).Must(c => c != "Nowhere"); }
public sealed class OrderValidator : AbstractValidator<Order>
{
    public OrderValidator()
    {
        RuleFor(o => o.Number).NotEmpty().WithMessage("'{PropertyName}' is needed").Matches("^[A-Z][0-9]+$").When(o => o.Number != "", ApplyConditionTo.CurrentValidator);
        RuleFor(o => o.Total).GreaterThan(0).LessThanOrEqualTo(1000).WithSeverity(Severity.Warning);
        RuleFor(o => o.Mail).EmailAddress();
        RuleFor(o => o.Kind).IsInEnum();
        RuleFor(o => o.Address).SetValidator(new AddressValidator());
        RuleForEach(o => o.Lines).ChildRules(l => l.RuleFor(x => x.Count).InclusiveBetween(1, 9));
    }
}
